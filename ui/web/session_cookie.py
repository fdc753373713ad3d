"""The cookie by which a browser shows who is signed in."""

COOKIE = "mentorbase-session"
"""Its name; its value is the session's token."""
