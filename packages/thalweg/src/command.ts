#!/usr/bin/env node
// The command `thalweg`: that of `@thalweg/build`.
import '@thalweg/build/command';
