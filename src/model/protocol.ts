/**
 * The transport protocols that a NetworkPolicy can name.
 *
 * ICMP and everything else is outside the NetworkPolicy API, so this library makes no statement about it.
 */
export enum Protocol {
  /** The default of the API where a port names no protocol. */
  TCP = 'TCP',
  /** What DNS needs beside TCP. */
  UDP = 'UDP',
  /** Generally available since Kubernetes 1.20; some CNI plugins do not enforce it. */
  SCTP = 'SCTP',
}
