"""A command-line program with a seed script that deletes and fills the tables when it is imported."""

from helpers import add_book, borrow, catalogue, give_back


def menu():
    print('0. Exit')
    print('1. All books')
    print('2. Borrow')


def main():
    while True:
        menu()
        choice = input('> ')
        if choice == '0':
            exit()
        elif choice == '1':
            for book in catalogue():
                print(book)
        elif choice == '2':
            borrow(int(input('book: ')), input('your name: '))


if __name__ == '__main__':
    main()
