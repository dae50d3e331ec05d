"""A folder in layers: this module tries the class out."""

from models import User


def main() -> None:
    user = User("Linus", "linus@example.com")
    user.save()
    print(User.get(user.id))
    user.delete()
    print(User.find_by_email("linus@example.com"))


if __name__ == "__main__":
    main()
