"""A package with a factory, blueprints and the extensions in a file of their own; run.py starts it."""
# fails: nothing

from bookclub import create_app

app = create_app()

if __name__ == "__main__":
    app.run(debug=True, port=5555)
