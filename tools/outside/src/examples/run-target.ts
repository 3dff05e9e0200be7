import { Architect } from '@angular-devkit/architect';
import { WorkspaceNodeModulesArchitectHost } from '@angular-devkit/architect/node/index.js';
import { schema, workspaces } from '@angular-devkit/core';
import { createConsoleLogger, NodeJsSyncHost } from '@angular-devkit/core/node/index.js';

// Does in the present folder what `ng build` does: runs the target `build` of angular.json. The program `ng` itself would bring 230
// packages more. What inlines styles fails with the copies of domhandler that the workspace has, and there are no styles.
const overrides = { optimization: { scripts: true, fonts: true, styles: { minify: true, inlineCritical: false } } };
const files = workspaces.createWorkspaceHost(new NodeJsSyncHost());
const { workspace } = await workspaces.readWorkspace(process.cwd(), files);
const registry = new schema.CoreSchemaRegistry();
registry.addPostTransform(schema.transforms.addUndefinedDefaults);
const architect = new Architect(new WorkspaceNodeModulesArchitectHost(workspace, process.cwd()), registry);
const logger = createConsoleLogger();
const run = await architect.scheduleTarget({ project: 'app', target: 'build' }, overrides, { logger });
const { success } = await run.result;
await run.stop();
if (!success) process.exitCode = 1;
