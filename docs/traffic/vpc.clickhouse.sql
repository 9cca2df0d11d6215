-- AWS VPC flow logs in ClickHouse as records of netpol.traffic/v1, one a line. The result has addresses only: give
-- `--manifests` to netpol, which knows whose they were.
-- Expects a table `vpc` with the columns srcaddr, dstaddr, pkt_srcaddr, pkt_dstaddr, srcport, dstport, protocol,
-- packets, start, end, action, tcp_flags and log_status.
WITH
    transform(protocol, [1, 6, 17, 58, 132], ['ICMP', 'TCP', 'UDP', 'ICMPv6', 'SCTP'], concat('IP ', toString(protocol))) AS name,
    -- The packet's own addresses are those of pods; the others are those of the node's interface.
    coalesce(nullIf(nullIf(pkt_srcaddr, ''), '-'), srcaddr) AS source,
    coalesce(nullIf(nullIf(pkt_dstaddr, ''), '-'), dstaddr) AS destination,
    -- SYN with ACK is an answer; SYN is an opener; else the end with the high port is the client.
    multiIf(bitAnd(tcp_flags, 18) = 18, 'syn reply', bitAnd(tcp_flags, 2) = 2, 'syn opened',
        srcport >= 32768 AND dstport < 32768, 'high opened', dstport >= 32768 AND srcport < 32768, 'high reply', 'unknown') AS opener,
    endsWith(opener, 'reply') AS turned,
    attempts AS (
        SELECT
            if(turned, destination, source) AS client, if(turned, source, destination) AS server, name AS protocol_name,
            nullIf(if(turned, srcport, dstport), 0) AS port, if(turned, dstport, srcport) AS client_port,
            -- What a security group rejects is no matter of a NetworkPolicy.
            if(max(action = 'ACCEPT'), 'allowed', 'unknown') AS verdict,
            argMax(opener, indexOf(['unknown', 'high reply', 'high opened', 'syn reply', 'syn opened'], opener)) AS proof,
            sum(packets) AS packet_count, min(start) AS first, max(end) AS last
        FROM vpc
        WHERE log_status = 'OK'
        GROUP BY client, server, protocol_name, port, client_port, intDiv(start, 600)
    )
SELECT
    'netpol.traffic/v1' AS schema,
    [CAST((
        ('unknown', client), ('unknown', server), protocol_name, port, 'unknown', verdict,
        multiIf(startsWith(max(proof), 'syn'), 'syn', startsWith(max(proof), 'high'), 'heuristic', 'unknown'),
        if(startsWith(max(proof), 'syn'), 'strong', 'weak'), count(), sum(packet_count),
        formatDateTime(toDateTime(min(first), 'UTC'), '%Y-%m-%dT%H:%i:%SZ', 'UTC'), formatDateTime(toDateTime(max(last), 'UTC'), '%Y-%m-%dT%H:%i:%SZ', 'UTC')),
        'Tuple(`from` Tuple(role String, ip String), `to` Tuple(role String, ip String), protocol String, port Nullable(UInt16), portKind String, verdict String, directionProof String, confidence String, attempts UInt64, count UInt64, first String, last String)')] AS records
FROM attempts
GROUP BY client, server, protocol_name, port, verdict
ORDER BY client, server, protocol_name, port, verdict
FORMAT JSONEachRow
