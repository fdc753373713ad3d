"""The faces: the command line, the Streamlit app, and the service under both."""
