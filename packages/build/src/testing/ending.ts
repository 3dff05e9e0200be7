// A module that ends the process that imports it.
process.exit(3);
