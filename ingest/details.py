def find_details(text, removed, title):
    return {}
