/** No device holds manifests or logs; one that never ends is not worth more bytes. */
export const MAX_DEVICE = 64 * 1024 * 1024;

/** So long may a named pipe have nobody at its other end. */
export const PIPE_PATIENCE_MS = 10_000;

/** What is said of a pipe at whose other end nobody appeared. */
export function abandonedPipe(whatNobodyDid: 'wrote to' | 'read from'): Error {
  return new Error(`Nobody ${whatNobodyDid} this pipe for ${PIPE_PATIENCE_MS / 1000} seconds`);
}
