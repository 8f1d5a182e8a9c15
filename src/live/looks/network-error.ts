import type { ErrorCode } from '../../core/error-code.ts';

/** The system's codes in our vocabulary. `MISSED`: our own limits or set-up kept us from asking. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'CONNECTION_REFUSED',
  EHOSTUNREACH: 'CONNECTION_REFUSED',
  EHOSTDOWN: 'CONNECTION_REFUSED',
  ECONNRESET: 'CONNECTION_RESET',
  ECONNABORTED: 'CONNECTION_RESET',
  EPIPE: 'CONNECTION_RESET',
  ETIMEDOUT: 'TIMEOUT',
  ENOTFOUND: 'DNS',
  EAI_AGAIN: 'DNS',
  EAI_FAIL: 'DNS',
  EAI_NODATA: 'DNS',
  EAI_NONAME: 'DNS',
  EPROTO: 'TLS',
  EACCES: 'PERMISSION',
  EPERM: 'PERMISSION',
};

/** Codes of an address that this machine does not have. */
export const NO_SUCH_ADDRESS: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** Names that OpenSSL and Node give to what went wrong while a secure connection was set up. */
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH|PATH_LENGTH_|CRL_)/;

/** Those of a certificate whose signer is not known here. */
const UNSIGNED = /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF|CERT_UNTRUSTED)/;

/** What a failed connection means. An answer that is no HTTP is the product's (`BODY`); a code that we don't know is not. */
export function networkError(error: unknown): { readonly code: ErrorCode; readonly detail: string } {
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const seen = causes.map((cause) => ({ code: codeOf(cause), detail: detailOf(cause) }));
  // A host with several addresses: one that was asked says more than one that could not be.
  return seen.find(({ code }) => code !== 'MISSED') ?? seen[0] ?? { code: 'MISSED', detail: 'unknown error' };
}

function codeOf(error: unknown): ErrorCode {
  const code = systemCode(error);
  if (code === undefined) return 'MISSED';
  if (TLS.test(code)) return 'TLS';
  if (code.startsWith('HPE_')) return 'BODY';
  return CODES[code] ?? 'MISSED';
}

function systemCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function detailOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Node goes on with advice for those who start it themselves.
  return UNSIGNED.test(systemCode(error) ?? '')
    ? `${message.split(';')[0] ?? ''}; NODE_EXTRA_CA_CERTS names a file with the certificate of who signed it`
    : message;
}
