-- Flows of Hubble in ClickHouse as records of netpol.traffic/v1, one a line.
-- Expects a table `hubble` with a column `line`: a JSON object of the exporter each, as Hubble wrote it.
--
--   clickhouse client --query "$(cat hubble.clickhouse.sql)" > monday.jsonl
--   netpol traffic monday.jsonl
WITH
    coalesce(nullIf(JSONExtractRaw(line, 'flow'), ''), line) AS flow,
    parseDateTime64BestEffortOrNull(JSONExtractString(flow, 'time'), 3, 'UTC') AS moment,
    arrayFirst(name -> JSONHas(flow, 'l4', name), ['TCP', 'UDP', 'SCTP', 'ICMPv4', 'ICMPv6']) AS l4,
    nullIf(JSONExtractUInt(flow, 'l4', l4, 'source_port'), 0) AS source_port,
    nullIf(JSONExtractUInt(flow, 'l4', l4, 'destination_port'), 0) AS destination_port,
    JSONExtractBool(flow, 'l4', l4, 'flags', 'SYN') AS syn,
    JSONExtractBool(flow, 'l4', l4, 'flags', 'ACK') AS ack,
    JSONExtractUInt(flow, 'event_type', 'type') AS event,
    JSONExtractString(flow, 'drop_reason_desc') AS reason,
    -- Who opened it: the reply flag, which drops do not have, then the SYN, then the height of the port numbers.
    multiIf(
        JSONType(flow, 'is_reply') = 'Bool', if(JSONExtractBool(flow, 'is_reply'), 'reply', 'opened'),
        JSONExtractBool(flow, 'reply') OR JSONExtractString(flow, 'trace_reason') = 'REPLY'
            OR JSONExtractString(flow, 'l7', 'type') = 'RESPONSE', 'reply',
        JSONExtractString(flow, 'trace_reason') IN ('NEW', 'ESTABLISHED'), 'opened',
        syn AND ack, 'syn reply',
        syn, 'syn opened',
        source_port >= 32768 AND destination_port < 32768, 'high opened',
        destination_port >= 32768 AND source_port < 32768, 'high reply',
        'unknown') AS opener,
    endsWith(opener, 'reply') AS turned,
    multiIf(
        JSONExtractString(flow, 'verdict') IN ('FORWARDED', 'REDIRECTED', 'ALLOWED'), 'allowed',
        JSONExtractString(flow, 'verdict') IN ('AUDIT', 'AUDITED'), 'would-deny',
        JSONExtractString(flow, 'verdict') NOT IN ('DROPPED', 'DENIED'), 'unknown',
        reason IN ('POLICY_DENIED', 'POLICY_DENY'), 'denied',
        reason != '', 'unknown',
        JSONExtractInt(flow, 'drop_reason') IN (133, 181), 'denied',
        JSONExtractInt(flow, 'drop_reason') != 0, 'unknown',
        event = 5, 'denied',
        event = 1 AND JSONExtractInt(flow, 'event_type', 'sub_type') IN (133, 181), 'denied',
        'unknown') AS packet_verdict,
    ends AS (
        SELECT
            line, side,
            JSONExtractRaw(flow, side) AS raw,
            JSONExtract(raw, 'labels', 'Array(String)') AS labels,
            coalesce(nullIf(JSONExtractString(raw, 'namespace'), ''), extract(arrayFirst(label -> startsWith(label, 'k8s:io.kubernetes.pod.namespace='), labels), '=(.*)$')) AS namespace,
            JSONExtractString(raw, 'pod_name') AS pod,
            JSONExtractString(raw, 'workloads', 1, 'name') AS workload,
            JSONExtractString(raw, 'workloads', 1, 'kind') AS workload_kind,
            nullIf(JSONExtractString(flow, 'IP', side), '') AS address,
            extract(pod, '^(.+)-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$') AS guessed,
            extract(workload, '^(.+)-[bcdfghjklmnpqrstvwxz2456789]{8,10}$') AS of_replica_set,
            arrayMap(label -> substring(label, 10), arrayFilter(label -> startsWith(label, 'reserved:'), labels)) AS reserved,
            multiIf(
                has(reserved, 'kube-apiserver'), 'kube-apiserver',
                length(reserved) > 0, reserved[1],
                arrayExists(label -> match(label, '^(cidr|fqdn|cidrgroup):'), labels), 'world',
                transform(JSONExtractUInt(raw, 'identity'), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
                    ['host', 'world', 'unmanaged', 'health', 'init', 'remote-node', 'kube-apiserver', 'ingress', 'world', 'world'], '')) AS entity,
            multiIf(
                namespace != '', 'workload',
                entity IN ('host', 'remote-node', 'health'), 'node',
                entity = 'kube-apiserver', if(arrayExists(label -> startsWith(label, 'reserved:world') OR startsWith(label, 'cidr:'), labels), 'external', 'node'),
                startsWith(entity, 'world'), 'external',
                entity = 'ingress', 'loadBalancer',
                'unknown') AS role,
            multiIf(
                role != 'workload', NULL,
                workload != '' AND workload_kind = 'ReplicaSet' AND of_replica_set != '', of_replica_set,
                workload != '', workload,
                guessed != '', guessed,
                nullIf(pod, '')) AS owner,
            multiIf(
                owner IS NULL, NULL,
                workload != '' AND workload_kind = 'ReplicaSet' AND of_replica_set != '', 'Deployment',
                workload != '', nullIf(workload_kind, ''),
                guessed != '', 'Deployment',
                'Pod') AS kind,
            if(role = 'node' AND entity = 'host', coalesce(nullIf(JSONExtractString(flow, 'node_name'), ''), nullIf(JSONExtractString(line, 'node_name'), '')), NULL) AS node,
            CAST(
                (role, nullIf(namespace, ''), owner, kind, if(owner IS NOT NULL AND kind = 'Deployment' AND (workload = '' OR workload_kind = 'ReplicaSet'), true, NULL), if(owner IS NOT NULL OR node IS NOT NULL, NULL, address), node, if(role = 'workload', NULL, nullIf(entity, ''))),
                'Tuple(role String, ns Nullable(String), owner Nullable(String), kind Nullable(String), ownerGuessed Nullable(Bool), ip Nullable(String), node Nullable(String), entity Nullable(String))') AS end,
            address AS packet_address
        FROM hubble
        ARRAY JOIN ['source', 'destination'] AS side
        WHERE JSONHas(flow, 'verdict') AND JSONExtractString(flow, 'Type') != 'SOCK'
    ),
    packets AS (
        SELECT
            line, moment, packet_verdict, opener,
            groupArray((side, end, packet_address)) AS both,
            arrayFirst(one -> one.1 = if(turned, 'destination', 'source'), both) AS opened_by,
            arrayFirst(one -> one.1 = if(turned, 'source', 'destination'), both) AS opened_to,
            indexOf(['unknown', 'high reply', 'high opened', 'syn reply', 'syn opened', 'reply', 'opened'], opener) AS rank,
            -ifNull(toUnixTimestamp64Milli(moment), 0) AS earliness,
            if(turned, destination_port, source_port) AS client_port,
            if(turned, source_port, destination_port) AS port,
            multiIf(l4 = 'ICMPv4', 'ICMP', l4 = '', NULL, l4) AS protocol,
            JSONExtractString(flow, 'traffic_direction') AS seen_at,
            -- A line that stands there twice is two packets.
            intDiv(count(), 2) * greatest(1, JSONExtractUInt(flow, 'aggregate', 'ingress_flow_count') + JSONExtractUInt(flow, 'aggregate', 'egress_flow_count') + JSONExtractUInt(flow, 'aggregate', 'unknown_direction_flow_count')) AS packet_count
        FROM ends
        GROUP BY line
    ),
    -- Packets with the same addresses and ports in the same ten minutes are one attempt; denied at either end beats allowed.
    attempts AS (
        SELECT
            argMax(opened_by.2, (rank, earliness)) AS from, argMax(opened_to.2, (rank, earliness)) AS to, protocol, port,
            argMax(packet_verdict, indexOf(['unknown', 'reset', 'allowed', 'would-deny', 'denied'], packet_verdict)) AS verdict,
            argMax(opener, rank) AS proof,
            max(seen_at = 'EGRESS') AS at_source, max(seen_at = 'INGRESS') AS at_destination,
            sum(packet_count) AS packets, min(moment) AS first, max(moment) AS last
        FROM packets
        GROUP BY coalesce(opened_by.3, toString(opened_by.2)), coalesce(opened_to.3, toString(opened_to.2)), protocol, client_port, port, toStartOfInterval(moment, INTERVAL 10 MINUTE)
    )
SELECT
    'netpol.traffic/v1' AS schema,
    [CAST((
        from, to, protocol, port,
        multiIf(to.role = 'workload', 'pod', to.role = 'node', 'node', 'unknown'),
        verdict,
        multiIf(proof IN ('reply', 'opened'), 'flag', startsWith(proof, 'syn'), 'syn', startsWith(proof, 'high'), 'heuristic', 'unknown'),
        multiIf(max(at_source) AND max(at_destination), 'both', max(at_source), 'src', max(at_destination), 'dst', NULL),
        if(proof IN ('reply', 'opened') OR startsWith(proof, 'syn'), 'strong', 'weak'),
        sum(if(port IS NULL, packets, 1)), sum(packets),
        formatDateTime(min(first), '%Y-%m-%dT%H:%i:%SZ', 'UTC'), formatDateTime(max(last), '%Y-%m-%dT%H:%i:%SZ', 'UTC')),
        'Tuple(`from` Tuple(role String, ns Nullable(String), owner Nullable(String), kind Nullable(String), ownerGuessed Nullable(Bool), ip Nullable(String), node Nullable(String), entity Nullable(String)), `to` Tuple(role String, ns Nullable(String), owner Nullable(String), kind Nullable(String), ownerGuessed Nullable(Bool), ip Nullable(String), node Nullable(String), entity Nullable(String)), protocol Nullable(String), port Nullable(UInt16), portKind String, verdict String, directionProof String, sides Nullable(String), confidence String, attempts UInt32, count UInt32, first Nullable(String), last Nullable(String))')] AS records
FROM attempts
GROUP BY from, to, protocol, port, verdict, proof
ORDER BY toString(from), toString(to), protocol, port, verdict
FORMAT JSONEachRow
