"""Column descriptors describe the table, the SQL is put together from them once, and the local names are French."""

import psycopg2

connexion = psycopg2.connect("host=localhost dbname=myapp")
connexion.set_session(autocommit=True)


class Colonne:
    """Une colonne de la table, et l'attribut du même nom."""

    def __init__(self, type_sql):
        self.type_sql = type_sql

    def __set_name__(self, classe, nom):
        self.nom = nom

    def __get__(self, objet, classe=None):
        if objet is None:
            return self
        return objet.__dict__.get(self.nom)

    def __set__(self, objet, valeur):
        objet.__dict__[self.nom] = valeur

    def definition(self):
        return f"{self.nom} {self.type_sql}"


def executer(requete, valeurs=None):
    with connexion.cursor() as curseur:
        curseur.execute(requete, valeurs)
        if curseur.description:
            return curseur.fetchone()


def enregistrable(table):
    """Décorateur de classe : crée la table et prépare les requêtes d'après les colonnes de la classe."""

    def decorer(classe):
        colonnes = [c for c in vars(classe).values() if isinstance(c, Colonne)]
        noms = [c.nom for c in colonnes]
        autres = [nom for nom in noms if nom != "id"]

        classe._noms = noms
        classe._insertion = "INSERT INTO {} ({}) VALUES ({}) RETURNING id".format(
            table, ", ".join(autres), ", ".join(f"%({nom})s" for nom in autres)
        )
        classe._modification = "UPDATE {} SET {} WHERE id = %(id)s".format(
            table, ", ".join(f"{nom} = %({nom})s" for nom in autres)
        )
        classe._suppression = f"DELETE FROM {table} WHERE id = %(id)s"
        classe._recherche = {nom: f"SELECT {', '.join(noms)} FROM {table} WHERE {nom} = %s" for nom in noms}

        executer(f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(c.definition() for c in colonnes)})")
        return classe

    return decorer


@enregistrable("users")
class User:
    id = Colonne("SERIAL PRIMARY KEY")
    name = Colonne("VARCHAR(100) NOT NULL")
    email = Colonne("VARCHAR(255) NOT NULL UNIQUE")

    def __init__(self, name, email):
        self.name = name
        self.email = email

    def _valeurs(self):
        return {nom: getattr(self, nom) for nom in self._noms}

    def save(self):
        if self.id is None:
            (self.id,) = executer(self._insertion, self._valeurs())
        else:
            executer(self._modification, self._valeurs())

    def delete(self):
        executer(self._suppression, self._valeurs())
        self.id = None

    @classmethod
    def get(cls, user_id):
        return cls._chercher("id", user_id)

    @classmethod
    def find_by_email(cls, email):
        return cls._chercher("email", email)

    @classmethod
    def _chercher(cls, nom, valeur):
        ligne = executer(cls._recherche[nom], (valeur,))
        if ligne is None:
            return None
        utilisateur = cls.__new__(cls)
        for attribut, contenu in zip(cls._noms, ligne):
            setattr(utilisateur, attribut, contenu)
        return utilisateur


if __name__ == "__main__":
    marie = User("Marie", "marie@example.com")
    marie.save()
    print(marie.id, User.get(marie.id).name)
    marie.delete()
