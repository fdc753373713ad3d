"""The faces: the command line, the Streamlit app, and the service under both."""

import search  # noqa: F401 - says how threads wait, before NumPy is loaded
