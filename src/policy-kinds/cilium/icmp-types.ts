/** The names of ICMP messages that Cilium knows, by IP family. */
const TYPES: Readonly<Record<4 | 6, Readonly<Record<string, number>>>> = {
  4: {
    EchoReply: 0,
    DestinationUnreachable: 3,
    Redirect: 5,
    Echo: 8,
    EchoRequest: 8,
    RouterAdvertisement: 9,
    RouterSelection: 10,
    TimeExceeded: 11,
    ParameterProblem: 12,
    Timestamp: 13,
    TimestampReply: 14,
    Photuris: 40,
    ExtendedEchoRequest: 42,
    'ExtendedEcho Reply': 43,
  },
  6: {
    DestinationUnreachable: 1,
    PacketTooBig: 2,
    TimeExceeded: 3,
    ParameterProblem: 4,
    EchoRequest: 128,
    EchoReply: 129,
    MulticastListenerQuery: 130,
    MulticastListenerReport: 131,
    MulticastListenerDone: 132,
    RouterSolicitation: 133,
    RouterAdvertisement: 134,
    NeighborSolicitation: 135,
    NeighborAdvertisement: 136,
    RedirectMessage: 137,
    RouterRenumbering: 138,
    ICMPNodeInformationQuery: 139,
    ICMPNodeInformationResponse: 140,
    InverseNeighborDiscoverySolicitation: 141,
    InverseNeighborDiscoveryAdvertisement: 142,
    HomeAgentAddressDiscoveryRequest: 144,
    HomeAgentAddressDiscoveryReply: 145,
    MobilePrefixSolicitation: 146,
    MobilePrefixAdvertisement: 147,
    DuplicateAddressRequestCodeSuffix: 157,
    DuplicateAddressConfirmationCodeSuffix: 158,
  },
};

const HIGHEST_TYPE = 255;

/** The number of a message, which is written as a number or a name; undefined for what is none. */
export function icmpTypeOf(type: number | string, family: 4 | 6): number | undefined {
  if (typeof type === 'string' && Object.hasOwn(TYPES[family], type)) return TYPES[family][type];
  const number = typeof type === 'number' ? type : /^\d+$/.test(type) ? Number(type) : NaN;
  return Number.isInteger(number) && number >= 0 && number <= HIGHEST_TYPE ? number : undefined;
}
