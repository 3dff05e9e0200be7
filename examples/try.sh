rm -rf /tmp/fraud-data; FOLDER=/tmp/fraud-data PORT=3999 node --import tsx --conditions=@thalweg/source src/main.ts
