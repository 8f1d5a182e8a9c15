import type { ProbeKind, TargetOf } from '../../probes/registry.ts';
import type { Look } from '../../probes/sight.ts';
import { lookCommand } from './command.ts';
import { lookContainer } from './container.ts';
import { lookDisk } from './disk.ts';
import { lookEnvFile } from './env-file.ts';
import { lookEnv } from './env.ts';
import { lookFile } from './file.ts';
import { lookHttp } from './http.ts';
import { lookPortFree } from './port-free.ts';
import { lookProcess } from './process.ts';
import { lookSqlite } from './sqlite.ts';
import { lookTcp } from './tcp.ts';
import { lookTool } from './tool.ts';

/** How each kind of probe looks; the compiler asks for one of every kind. */
export const LOOKS: { readonly [Kind in ProbeKind]: Look<TargetOf<Kind>> } = {
  http: lookHttp,
  tcp: lookTcp,
  'port-free': lookPortFree,
  command: lookCommand,
  tool: lookTool,
  file: lookFile,
  disk: lookDisk,
  'env-file': lookEnvFile,
  env: lookEnv,
  process: lookProcess,
  container: lookContainer,
  sqlite: lookSqlite,
};
