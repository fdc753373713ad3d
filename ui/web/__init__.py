"""The Streamlit app: an entry script, its pages, and what they share."""
