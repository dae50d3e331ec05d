import sys
from lib.transactions import create_user, get_user

command = sys.argv[1]
if command == "add":
    print(create_user(sys.argv[2], sys.argv[3]).id)
elif command == "show":
    print(get_user(int(sys.argv[2])).name)
else:
    sys.exit("usage: python -m lib.cli add NAME EMAIL | show ID")
