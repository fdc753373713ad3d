"""What is known: articles, their revisions and passages, and the store that keeps them."""
