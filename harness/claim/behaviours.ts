/**
 * A hundred behaviours that the reference suites for sockets check, with the result on Linux, in our own words. A claim
 * names those that it shows by number; other systems that differ stand in brackets.
 */
const SUITES = {
  S: 'sockapi-ts',
  G: 'gVisor',
  P: 'packetdrill',
  N: 'netsem',
  L: 'Linux Test Project',
  K: 'Linux selftests',
  F: 'Fuchsia',
  R: 'pion, RFC 4787 and RFC 5780',
} as const

type SuiteLetter = keyof typeof SUITES

/** One behaviour: what a suite asserts. */
export interface Behaviour {
  readonly number: number
  readonly says: string
  /** The names of the suites that check it. */
  readonly suites: readonly string[]
}

const ROWS: readonly (readonly [says: string, suites: string])[] = [
  ['socket(): domain 0 is EAFNOSUPPORT, type 75 EINVAL, a stream with the protocol UDP EPROTONOSUPPORT', 'L'],
  ['Calls on a closed descriptor give EBADF, on one that is no socket ENOTSOCK, on an O_PATH descriptor EBADF', 'L'],
  ['At the limit of descriptors socket(), accept() and dup() give EMFILE', 'N'],
  ['A duplicated descriptor keeps the connection until the last one is closed; then EBADF', 'G'],
  ['TCP_INFO: CLOSE, CLOSE after bind(), LISTEN, ESTABLISHED, CLOSE_WAIT after the peer closed', 'G'],
  ['The null pointer as buffer is EFAULT', 'P'],
  ['getsockname() of an unbound socket is 0.0.0.0:0', 'G'],
  ['A second bind() of one socket is EINVAL', 'G'],
  ['The same address and port again, without options, is EADDRINUSE', 'G'],
  ['bind() to an address that is not the host’s is EADDRNOTAVAIL', 'L'],
  ['A port below 1024 without privilege is EACCES', 'L'],
  ['Too short an address is EINVAL, an AF_UNIX address EAFNOSUPPORT, the length being looked at first', 'L'],
  ['The wildcard address conflicts with a specific one: EADDRINUSE (BSD allows it with SO_REUSEADDR)', 'N'],
  ['All host addresses of 127/8 are local (macOS needs an alias); its broadcast address is ENETUNREACH', 'G'],
  ['listen() on an unbound socket binds it (Windows: EINVAL; POSIX allows EDESTADDRREQ)', 'N'],
  ['listen() on a UDP socket is EOPNOTSUPP', 'L'],
  ['listen() on a connected socket is EINVAL', 'N'],
  ['listen() again changes the backlog; −1 means somaxconn', 'NS'],
  ['The queue holds backlog + 1 connections (FreeBSD 4.6: about 3n/2)', 'SGN'],
  ['A full queue drops the SYN: the client stays EINPROGRESS, poll() gives 0, never ECONNREFUSED', 'G'],
  ['A final ACK is dropped while the queue is full, and the SYN-ACK sent again', 'G'],
  [
    'Closing the listener: queued peers get ECONNRESET and POLLHUP|POLLERR, those connecting ECONNREFUSED at their next SYN',
    'G',
  ],
  [
    'shutdown(SHUT_RD) of a listener with a port of its choice: accept() EINVAL, the port stays taken, connects are refused, it may listen again',
    'G',
  ],
  ['SO_ACCEPTCONN is 1 only while listening', 'G'],
  ['accept() gives a new descriptor whose name and peer mirror the client’s', 'G'],
  ['Data sent before accept() is readable after it', 'S'],
  ['Connections come out of the queue in order', 'S'],
  ['accept() is EINVAL on a socket that does not listen, EOPNOTSUPP on UDP', 'L'],
  ['accept() with an empty queue is EAGAIN on a non-blocking listener', 'G'],
  ['A reset before accept(): it succeeds, SO_ERROR is ECONNRESET and then 0, getpeername() ENOTCONN', 'G'],
  ['accept4() sets exactly the flags it is given, O_NONBLOCK and FD_CLOEXEC', 'L'],
  ['TCP_USER_TIMEOUT is inherited by accepted sockets', 'G'],
  ['TCP_DEFER_ACCEPT: EAGAIN until data or a time-out', 'G'],
  ['connect() to a port that is bound and does not listen is ECONNREFUSED', 'G'],
  ['The refused socket connects at a second try, once somebody listens (FreeBSD: it fails)', 'GN'],
  [
    'Non-blocking and refused: EINPROGRESS, POLLERR, SO_ERROR ECONNREFUSED, recv() 0, connect() again ECONNABORTED',
    'G',
  ],
  ['Non-blocking and accepted: POLLOUT, SO_ERROR 0, connect() again 0, then EISCONN', 'G'],
  ['connect() while one is in progress is EALREADY', 'P'],
  ['connect() on a listener is EISCONN (the standard: EOPNOTSUPP)', 'S'],
  ['connect() with a bad pointer is EFAULT, with a bad length EINVAL', 'L'],
  ['connect() to 0.0.0.0:0 is ECONNREFUSED', 'G'],
  ['connect() to :: reaches a listener of this host', 'K'],
  ['A socket can connect to itself', 'G'],
  ['close() in SYN_SENT sends nothing, and a SYN-ACK that comes later is answered by RST', 'P'],
  ['shutdown() in SYN_SENT: POLLHUP|POLLERR', 'G'],
  ['Five and five bytes written are ten read at once', 'G'],
  ['One send is read by two reads', 'G'],
  ['A write of nothing sends nothing: the reader still has EAGAIN', 'G'],
  ['A large non-blocking write takes more than 0 and less than all; a blocking one takes all', 'G'],
  ['recvfrom() on a stream leaves the address untouched', 'G'],
  ['MSG_TRUNC discards bytes of a stream', 'G'],
  ['On an unconnected stream send() is EPIPE and recv() ENOTCONN', 'G'],
  ['shutdown(SHUT_WR): FIN, own writes EPIPE, reading goes on', 'P'],
  ['shutdown(SHUT_RD): no packet; later data is acknowledged and readable', 'P'],
  ['close() with unread data: RST; the peer drains its buffer, then ECONNRESET', 'G'],
  ['close() with nothing unread: FIN, no RST', 'K'],
  ['send() to a peer that closed succeeds, then EPIPE; recv() stays 0', 'G'],
  ['SO_LINGER {1, 0}: close() sends RST', 'G'],
  ['shutdown() is ENOTCONN when unconnected, EINVAL for a direction that does not exist', 'L'],
  ['A repeated shutdown(SHUT_WR) succeeds in FIN_WAIT and is ENOTCONN in TIME_WAIT', 'G'],
  ['After shutdown(SHUT_RDWR) data that arrives is answered by RST', 'F'],
  ['close() does not wake a blocked recv()', 'G'],
  ['Datagrams keep their boundaries; what does not fit is lost, with MSG_TRUNC', 'G'],
  ['A datagram of no bytes is delivered; recv() gives 0', 'G'],
  ['send() without a destination is EDESTADDRREQ', 'G'],
  ['A closed UDP port: send() succeeds, then ECONNREFUSED once, then it succeeds again', 'G'],
  ['A connected UDP socket filters other senders; what was queued before is still delivered', 'G'],
  ['connect() to AF_UNSPEC disconnects and keeps an explicit bind()', 'G'],
  ['A datagram of 65 536 bytes or more is EMSGSIZE', 'G'],
  ['sendto() to port 0 is EINVAL', 'G'],
  ['A full receive buffer loses datagrams silently', 'G'],
  ['shutdown() of an unconnected UDP socket is ENOTCONN', 'G'],
  ['SO_SNDBUF set to 21000 reads 42000', 'P'],
  ['Keepalive: 7200 s, 75 s, 9 probes; zero is EINVAL; at most 32767, 32767 and 127', 'G'],
  ['TCP_LINGER2 60, at most 120; TCP_SYNCNT 6; TCP_MAXSEG 10 EINVAL; an unknown congestion control ENOENT', 'G'],
  ['With a full buffer send() is EAGAIN, and there is no POLLOUT', 'G'],
  ['A listener has POLLIN only while a connection is pending', 'G'],
  ['The peer’s FIN: POLLIN|POLLRDHUP', 'G'],
  ['EPOLLET tells again only of new data', 'P'],
  [
    'A duplicate 4-tuple is EADDRNOTAVAIL (the standard: EADDRINUSE); another destination from the same local port succeeds',
    'GS',
  ],
  ['A specific listener beats the wildcard', 'K'],
  ['One flow goes to one socket of a SO_REUSEPORT group', 'G'],
  ['SO_REUSEPORT is needed on both', 'G'],
  ['10 000 connections over three SO_REUSEPORT listeners come out even', 'G'],
  ['SO_REUSEADDR on both: bind() succeeds, the second listen() is EADDRINUSE', 'S'],
  ['bind() to port 0 stays in the range; an exhausted range is EADDRINUSE', 'K'],
  ['connect() with an exhausted range: TCP EADDRNOTAVAIL, UDP EAGAIN', 'G'],
  ['TCP bind() to port 0 never gives a port twice, in spite of SO_REUSEADDR; UDP may', 'G'],
  ['bind() to an ephemeral port in use is EADDRINUSE, and succeeds with SO_REUSEADDR on both', 'G'],
  ['IP_BIND_ADDRESS_NO_PORT: port 0 until connect()', 'K'],
  ['After a close the active closer’s port is EADDRINUSE, the passive one’s free', 'G'],
  ['SO_REUSEADDR on the new socket only: still EADDRINUSE', 'G'],
  ['A server restarts with SO_REUSEADDR in both lives', 'G'],
  ['An orphan in FIN_WAIT2 holds its port (EADDRINUSE) until TCP_LINGER2 is over', 'G'],
  [
    'The same mapping for two destinations suggests endpoint-independent mapping (no proof: after a collision one endpoint can have two)',
    'R',
  ],
  ['Whether a NAT filters is asked by having another address or port answer', 'R'],
  ['A LAN host’s UDP flow can shadow a port of the NAT itself; notrack, a filter or random ports keep it', 'K'],
  ['[::] reserves 0.0.0.0 too: EADDRINUSE; 0.0.0.0 beside ::1 is allowed', 'GK'],
  ['Bound to ::1, connect() to an IPv4-mapped address is ENETUNREACH; the reverse is EAFNOSUPPORT', 'G'],
  ['SO_REUSEADDR on both: [::] and 0.0.0.0 go together until one listens', 'G'],
]

/** The behaviours, in the order of their numbers, from 1. */
export const BEHAVIOURS: readonly Behaviour[] = ROWS.map(([says, letters], index) => ({
  number: index + 1,
  says,
  suites: [...letters].map((letter) => SUITES[letter as SuiteLetter]),
}))

/** The behaviour of a number; throws a RangeError for one that there is not. */
export function behaviour(number: number): Behaviour {
  const found = BEHAVIOURS[number - 1]
  if (found === undefined) throw new RangeError(`There is no behaviour ${number}: they are 1 to ${BEHAVIOURS.length}.`)
  return found
}
