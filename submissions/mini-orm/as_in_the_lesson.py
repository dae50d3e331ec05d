"""The lesson's naive approach as printed, with a connection around it: it inserts each time and never learns the id."""
# fails: save-gives-the-id, save-updates, delete, email-taken

import psycopg2
import psycopg2.extras

conn = psycopg2.connect("postgresql://user:pass@localhost:5432/myapp")
cursor = conn.cursor(cursor_factory=psycopg2.extras.DictCursor)
cursor.execute("""CREATE TABLE IF NOT EXISTS users (
    id SERIAL PRIMARY KEY, name VARCHAR(100) NOT NULL, email VARCHAR(255) UNIQUE NOT NULL)""")
conn.commit()


class User:
    def __init__(self, name, email):
        self.name = name
        self.email = email
    
    def save(self):
        cursor.execute(
            "INSERT INTO users (name, email) VALUES (%s, %s)",
            (self.name, self.email)
        )
        conn.commit()
    
    @classmethod
    def get(cls, user_id):
        cursor.execute("SELECT * FROM users WHERE id = %s", (user_id,))
        row = cursor.fetchone()
        if row:
            user = cls(row['name'], row['email'])
            user.id = row['id']
            return user
        return None

    @classmethod
    def find_by_email(cls, email):
        cursor.execute("SELECT * FROM users WHERE email = %s", (email,))
        row = cursor.fetchone()
        if row:
            user = cls(row['name'], row['email'])
            user.id = row['id']
            return user
        return None


if __name__ == "__main__":
    alice = User("Alice", "alice@example.com")
    alice.save()
