import type { Host, Socket, SocketKind } from '../../harness/index.ts'
import {
  butNot,
  claim,
  equal,
  inRanges,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  sysctl,
  TCP_KINDS,
  trueWhen,
  UDP_KINDS,
} from '../../harness/index.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { borderDoesNotMoveUp, privilegedPortsAreForRoot } from '../../harness/sockets/mutants/bind/privileged-ports.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'

const CAPABILITY = 'CAP_NET_BIND_SERVICE'
const BORDER = 'ipv4.ip_unprivileged_port_start'

export default claim({
  says: 'Only root may bind a port below 1024: for others bind() fails with EACCES. From 1024 on everybody may.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('A', 'ports below 1024 need the privileges of root or an administrator'),
    material('B', 'some ports are set aside for common services'),
    posix('bind'),
    rfc(6335, '6'),
    man('ip', 7, 'Address format'),
    man('capabilities', 7, 'CAP_NET_BIND_SERVICE'),
    sysctl('net.ipv4.ip_unprivileged_port_start'),
  ],
  behaviours: [11],
  why:
    'On a machine that many people share, a low port was to mean: the administrator runs this service. What the kernel asks ' +
    'for is not root but one privilege, CAP_NET_BIND_SERVICE, which root has among others and which a program can be ' +
    'given alone. And the border is a sysctl of each network namespace: container runtimes set it to 0. Port 0 is no port ' +
    'but the wish for any, and needs nothing.',
  method: [
    'Sockets of each kind try to bind every port from 1 to 1030, without the privilege and with no other.',
    'Without it, ports on both sides of the border are tried when the border is put at 80, at 2000 and at 0.',
    'The errors are observed, and whether port 0 can be bound.',
  ],
  byHand: [
    {
      run: `setpriv --bounding-set -net_bind_service python3 -c "import socket; socket.socket().bind(('127.0.0.1', 1023))"`,
      see: 'as root: PermissionError: [Errno 13] Permission denied; with 1024 nothing',
    },
    { run: 'sysctl net.ipv4.ip_unprivileged_port_start', see: '1024, or where the border is now' },
  ],
  mutants: [
    sysctlSetTo(BORDER, '1023', 'the border is at 1023'),
    sysctlSetTo(BORDER, '1025', 'the border is at 1025'),
    reportsInstead('bind', 'EACCES', 'EPERM'),
    succeedsInstead('bind', 'EACCES', 0),
    privilegedPortsAreForRoot,
    borderDoesNotMoveUp,
  ],

  experiment: scenario(
    loopback(['host'], { needs: ['network namespaces', 'IPv6', 'own process'] }),
    async ({ host }, tools) =>
      overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
        const without = bindsFrom(host, kind, (bind) => host.without(CAPABILITY, bind))
        const withOnly = bindsFrom(host, kind, (bind) => host.withOnly(CAPABILITY, bind))
        const seen = {
          zero: await without(0),
          without: await inRanges(1, 1030, without),
          withOnly: await inRanges(1, 1030, withOnly),
        }
        host.setSysctl(BORDER, '80')
        const at80 = await inRanges(1, 100, without)
        host.setSysctl(BORDER, '2000')
        const at2000 = await inRanges(1980, 2020, without)
        host.setSysctl(BORDER, '0')
        const at0 = await inRanges(1, 20, without)
        host.restoreSysctls()
        return { ...seen, at80, at2000, at0 }
      }),
  ),

  judge: (all) =>
    ofEachKind(all, (seen) => [
      trueWhen(
        'the border is where it is by default, and the program lacks CAP_NET_BIND_SERVICE',
        equal(seen.without, ['1…1023: EACCES', '1024…1030: no error'], 'errors of bind(), by port'),
        equal(seen.zero, null, 'error of bind() to port 0'),
      ),
      butNot(
        'a program that is otherwise without privileges has CAP_NET_BIND_SERVICE',
        equal(seen.withOnly, ['1…1030: no error'], 'errors of bind(), by port'),
      ),
      butNot(
        'net.ipv4.ip_unprivileged_port_start has moved the border',
        equal(seen.at80, ['1…79: EACCES', '80…100: no error'], 'errors of bind() with the border at 80'),
        equal(seen.at2000, ['1980…1999: EACCES', '2000…2020: no error'], 'errors of bind() with the border at 2000'),
        equal(seen.at0, ['1…20: no error'], 'errors of bind() with the border at 0'),
      ),
    ]),
})

/** Gives what bind() to a port reports when it is called in some way, each time of a socket that has no port yet. */
function bindsFrom(host: Host, kind: SocketKind, call: <T>(bind: () => T) => T) {
  let unbound: Socket | undefined
  return async (port: number): Promise<string | null> => {
    const socket = unbound ?? (await host.open(kind))
    const { errno } = await call(() => socket.tryBind(kind.loopback(port)))
    unbound = errno === null ? undefined : socket
    if (errno === null) await socket.close()
    return errno
  }
}
