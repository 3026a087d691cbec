/**
 * The statements of the course documents and their neighbours, by chapter: none may be without its claim. The catalogue
 * has more.
 */
export const STATEMENTS: Readonly<Record<string, string>> = {
  lifecycle:
    'new-socket-is-unconnected client-order server-order listen-without-bind either-side-closes ' +
    'full-duplex descriptor-is-a-resource leak-ends-in-emfile exit-closes errors-need-checking ' +
    'bad-descriptor dup-keeps-open',
  names:
    'resolve-before-connect unresolvable-sends-no-syn gethostname-is-public empty-host ' +
    'address-and-port-identify-a-socket',
  bind:
    'claims-the-port does-not-open-the-port port-taken-while-bound nobody-else-until-freed freed-on-exit ' +
    'range privileged-ports ports-are-per-host ports-separate-services client-may-bind specific-address ' +
    'second-bind wildcard-conflicts-with-specific',
  listen:
    'opens-the-port handshake-before-accept accept-did-the-handshake queued-client-looks-connected ' +
    'backlog-bound full-backlog drain-lets-the-next-in relisten-changes-backlog close-resets-the-queue ' +
    'acceptconn-flag',
  accept:
    'blocks-until-a-client returns-a-new-socket same-local-port many-clients one-socket-cannot-serve-many ' +
    'no-second-accept fifo client-already-gone',
  connect:
    'refused-without-listener fulfilled-by-bind chooses-a-local-port ephemeral-is-random ' +
    'new-port-each-time range-exhausted ports-differ-by-kind blackhole-times-out unreachable twice ' +
    'to-itself',
  demux:
    'routes-by-4-tuple same-source-port-two-hosts duplicate-4-tuple-refused specific-listener-wins ' +
    'stray-segment-gets-rst',
  stream:
    'bytes-in-order survives-loss no-message-boundaries one-send-one-recv one-recv-is-a-message ' +
    'cables-safe-data-safe partial-send backpressure kernel-buffers data-before-accept ' +
    'urgent-peek-waitall instant',
  close:
    'fin-and-eof half-close unread-data-resets linger-zero-resets stays-open-until-program-ends ' +
    'client-closes-after-exchange vanished-peer-is-silent write-after-reset does-not-wake-a-reader ' +
    'close-wait-piles-up',
  reuse:
    'time-wait-belongs-to-the-closer restart-without-reuseaddr reuseaddr-is-not-sharing reuseport-shares ' +
    'reuseport-balances reuseport-same-user-only first-without-it-fences',
  readiness:
    'recv-blocks nonblocking-eagain nonblocking-connect poll-tells-the-truth ' +
    'listener-readable-iff-pending one-thread-many-clients timeouts edge-vs-level',
  udp:
    'no-handshake may-be-lost may-be-reordered guarantees-delivery no-error-checking keeps-boundaries ' +
    'closed-port connected-filters one-socket-many-peers',
  nat:
    'one-public-address same-source-port-is-remapped replies-find-their-host translation-table ' +
    'mappings-are-distinct router-always-remaps unsolicited-is-dropped mapping-and-filtering-kind udp-too ' +
    'ports-run-out',
  spoofing:
    'replies-go-to-the-forged-address blind-handshake-fails isn-is-unpredictable bystander-resets ' +
    'udp-is-easy syn-flood ingress-filter',
  layers: 'headers capture-filter segments what-each-call-sends',
  python:
    'wraps-the-system-calls connection-refused address-in-use blocking-io-error accumulate-loop ' +
    'unclosed-socket-leaks step-by-step-server',
}
