"""The app's look, as options of Streamlit."""

THEME_OPTIONS: dict[str, str] = {}
