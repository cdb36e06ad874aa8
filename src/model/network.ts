import { isIPv6, SocketAddress } from 'node:net';

/**
 * The network that a limit counts a caller by. Whoever has IPv6 has a /64 of addresses to call from (RFC 6177), so that
 * counting each of them would bound nothing; an IPv4 address, mapped into IPv6 or not, is counted as it is.
 * @param address as a socket tells it, with a zone or without.
 * @returns the address itself, or the IPv6 network, `a:b:c:d::/64` in lower case and without leading zeros.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return address;
  const normal = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  if (/^::ffff:[0-9.]+$/.test(normal)) return normal;
  const [head = [], tail = []] = normal.split('::').map((half) => (half === '' ? [] : half.split(':')));
  // What `::` leaves out are zeros; where it is not there, the head is the whole.
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}
