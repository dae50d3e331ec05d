#!/usr/bin/env python3
from db.models import Session
from helpers import create_author_with_posts, get_posts_by_author, exit_program


def menu():
    print('Please select an option:')
    print('0. Exit the program')
    print('1. New author')
    print('2. Posts of an author')


def main():
    session = Session()
    while True:
        menu()
        choice = input('> ')
        if choice == '0':
            exit_program()
        elif choice == '1':
            create_author_with_posts(session, input('name: '), input('email: '), [])
        elif choice == '2':
            print(get_posts_by_author(session, int(input('id: '))))
        else:
            print('Invalid choice')


if __name__ == '__main__':
    main()
