"""A base class that writes the SQL for any table, in a package of its own: bound values, and a list of columns."""
# fails: nothing

from .database import query


class Model:
    table = None
    columns = ()

    def __init__(self, *values):
        self.id = None
        for column, value in zip(self.columns, values):
            setattr(self, column, value)

    def _values(self):
        return [getattr(self, column) for column in self.columns]

    def save(self):
        if self.id is None:
            places = ", ".join(["%s"] * len(self.columns))
            row = query(
                f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({places}) RETURNING id", *self._values()
            )
            self.id = row["id"]
        else:
            changes = ", ".join(f"{column} = %s" for column in self.columns)
            query(f"UPDATE {self.table} SET {changes} WHERE id = %s", *self._values(), self.id)

    def delete(self):
        query(f"DELETE FROM {self.table} WHERE id = %s", self.id)
        self.id = None

    @classmethod
    def find_by(cls, column, value):
        row = query(f"SELECT * FROM {cls.table} WHERE {column} = %s", value)
        if row is None:
            return None
        found = cls(*[row[name] for name in cls.columns])
        found.id = row["id"]
        return found

    @classmethod
    def get(cls, id):
        return cls.find_by("id", id)
