#!/usr/bin/env node

// The command `thalweg`: that of `@thalweg/build`, which an app installs itself.
await import('@thalweg/build/command').catch((error: Error) => {
  if (!error.message.includes("Cannot find package '@thalweg/build'")) throw error;
  console.error(
    'thalweg precompile: needs @thalweg/build, which is not installed. Run npm install --save-dev @thalweg/build.',
  );
  process.exitCode = 1;
});
