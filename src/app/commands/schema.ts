import { configurationSchema } from '../../plan/json-schema.ts';
import { jsonText } from '../../core/json.ts';
import type { ExitCode, Io } from '../io.ts';

/** `gate schema`: the JSON Schema of the configuration, for editors. */
export function schema(io: Io): ExitCode {
  io.stdout(jsonText(configurationSchema()));
  return 0;
}
