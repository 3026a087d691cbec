/** The engine's network on which the hosts are that it connects, and its bridge in the engine's machine. */
export const LAN_BRIDGE = 'sockproof-lan'

/** The interface of the engine's machine by which it reaches the hosts outside. */
export const WAN_INTERFACE = 'sockproof-wan'
