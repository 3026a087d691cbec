import { distance } from 'fastest-levenshtein'

/** The names of errors: those of POSIX.1-2024, `<errno.h>`, and of errno(3) on Linux. */
const NAMES = new Set(
  `E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EADV EAFNOSUPPORT EAGAIN EALREADY EBADE EBADF EBADFD EBADMSG EBADR EBADRQC
  EBADSLT EBFONT EBUSY ECANCELED ECHILD ECHRNG ECOMM ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK EDESTADDRREQ EDOM
  EDOTDOT EDQUOT EEXIST EFAULT EFBIG EHOSTDOWN EHOSTUNREACH EHWPOISON EIDRM EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN
  EISDIR EISNAM EKEYEXPIRED EKEYREJECTED EKEYREVOKED EL2HLT EL2NSYNC EL3HLT EL3RST ELIBACC ELIBBAD ELIBEXEC ELIBMAX
  ELIBSCN ELNRNG ELOOP EMEDIUMTYPE EMFILE EMLINK EMSGSIZE EMULTIHOP ENAMETOOLONG ENAVAIL ENETDOWN ENETRESET ENETUNREACH
  ENFILE ENOANO ENOBUFS ENOCSI ENODATA ENODEV ENOENT ENOEXEC ENOKEY ENOLCK ENOLINK ENOMEDIUM ENOMEM ENOMSG ENONET ENOPKG
  ENOPROTOOPT ENOSPC ENOSR ENOSTR ENOSYS ENOTBLK ENOTCONN ENOTDIR ENOTEMPTY ENOTNAM ENOTRECOVERABLE ENOTSOCK ENOTTY
  ENOTUNIQ ENXIO EOPNOTSUPP EOVERFLOW EOWNERDEAD EPERM EPFNOSUPPORT EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE ERANGE
  EREMCHG EREMOTE EREMOTEIO ERESTART ERFKILL EROFS ESHUTDOWN ESOCKTNOSUPPORT ESPIPE ESRCH ESRMNT ESTALE ESTRPIPE ETIME
  ETIMEDOUT ETOOMANYREFS ETXTBSY EUCLEAN EUNATCH EUSERS EXDEV EXFULL`.split(/\s+/),
)

/** Second names of the same error on Linux, and the one that results have. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['EWOULDBLOCK', 'EAGAIN'],
  ['ENOTSUP', 'EOPNOTSUPP'],
  ['EDEADLOCK', 'EDEADLK'],
])

/** What the runtime of an agent refuses itself (docs/agent-protocol.md). */
const RUNTIME = 'ERUNTIME'

/** An error that has no name: its number. */
const NUMBER = /^errno \d+$/

/** A name that is so far from every other is no slip of the pen. */
const FARTHEST_SLIP = 4

/** What is wrong with the name of an error; null if it is one that results may have. */
export function errnoProblem(name: string): { readonly problem: string; readonly instead: string | null } | null {
  if (NAMES.has(name) || name === RUNTIME || NUMBER.test(name)) return null
  const first = SYNONYMS.get(name)
  if (first !== undefined) return { problem: `${name} is a second name of ${first}`, instead: first }
  return { problem: `there is no error ${name}`, instead: nearest(name) }
}

function nearest(name: string): string | null {
  const [best] = [...NAMES].map((known) => ({ known, far: distance(known, name) })).sort((a, b) => a.far - b.far)
  return best !== undefined && best.far <= FARTHEST_SLIP ? best.known : null
}
