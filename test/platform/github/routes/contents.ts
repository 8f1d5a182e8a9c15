import { createHash } from 'node:crypto';
import { type Call, type Handlers, ok, type Reply } from '../call.ts';
import { Refusal } from '../refusal.ts';

/** Up to this many bytes a file stands in the JSON reply; above, only the raw media type gives it. */
const INLINE_BYTES = 1024 * 1024;

/** https://docs.github.com/rest/repos/contents */
export const CONTENTS: Handlers = {
  'repos/get-content': { needs: ['contents: read'], handle: get },
};

function get(call: Call): Reply {
  const { files, sha } = call.repository.at(call.query.ref ?? call.repository.defaultBranch);
  const path = call.path.path!.replace(/\/$/, '');
  const bytes = files.get(path);
  if (bytes) return call.accept.includes('raw') ? raw(bytes) : ok(fileLook(call, sha, path, bytes));
  const inside = children(files, path);
  if (inside.size === 0) throw Refusal.notFound();
  return ok([...inside].map(([name, file]) => entryLook(call, sha, `${path}/${name}`, file)));
}

const raw = (bytes: Buffer): Reply => ({ status: 200, raw: { type: 'application/vnd.github.raw+json; charset=utf-8', bytes } });

/** What lies directly in a folder: a file's bytes, or undefined for a folder. */
function children(files: ReadonlyMap<string, Buffer>, folder: string): ReadonlyMap<string, Buffer | undefined> {
  const inside = new Map<string, Buffer | undefined>();
  for (const [path, bytes] of files) {
    if (!path.startsWith(`${folder}/`)) continue;
    const [name = '', ...deeper] = path.slice(folder.length + 1).split('/');
    inside.set(name, deeper.length > 0 ? undefined : bytes);
  }
  return inside;
}

function fileLook(call: Call, sha: string, path: string, bytes: Buffer): unknown {
  const inline = bytes.length <= INLINE_BYTES;
  return { ...entryLook(call, sha, path, bytes), encoding: inline ? 'base64' : 'none', content: inline ? bytes.toString('base64') : '' };
}

function entryLook(call: Call, sha: string, path: string, bytes: Buffer | undefined): Record<string, unknown> {
  return {
    type: bytes ? 'file' : 'dir',
    size: bytes?.length ?? 0,
    name: path.split('/').at(-1),
    path,
    sha: bytes ? blobSha(bytes) : sha,
    html_url: `https://github.com/${call.repository.fullName}/${bytes ? 'blob' : 'tree'}/${sha}/${path}`,
  };
}

/** As git names a blob. */
const blobSha = (bytes: Buffer): string => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
