# so that lib is a package
