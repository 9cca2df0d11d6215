-- AWS VPC flow logs in Trino or Athena as records of netpol.traffic/v1, one a line. Not run by a test.
-- Expects a table `vpc` with the columns that the AWS documentation creates: pkt_srcaddr and pkt_dstaddr as in version 3.
--
--   trino --output-format CSV_UNQUOTED --file vpc.trino.sql > monday.jsonl
WITH told AS (
  SELECT
    coalesce(nullif(pkt_srcaddr, '-'), srcaddr) AS source, coalesce(nullif(pkt_dstaddr, '-'), dstaddr) AS destination,
    srcport, dstport, packets, "start", "end", action,
    CASE protocol WHEN 1 THEN 'ICMP' WHEN 6 THEN 'TCP' WHEN 17 THEN 'UDP' WHEN 58 THEN 'ICMPv6' WHEN 132 THEN 'SCTP' ELSE 'IP ' || CAST(protocol AS varchar) END AS name,
    CASE
      WHEN bitwise_and(tcp_flags, 18) = 18 THEN 'syn reply'
      WHEN bitwise_and(tcp_flags, 2) = 2 THEN 'syn opened'
      WHEN srcport >= 32768 AND dstport < 32768 THEN 'high opened'
      WHEN dstport >= 32768 AND srcport < 32768 THEN 'high reply'
      ELSE 'unknown'
    END AS opener
  FROM vpc
  WHERE log_status = 'OK'
),
turned AS (
  SELECT
    *,
    if(opener LIKE '%reply', destination, source) AS client, if(opener LIKE '%reply', source, destination) AS server,
    if(opener LIKE '%reply', dstport, srcport) AS client_port, if(opener LIKE '%reply', srcport, dstport) AS port
  FROM told
),
attempts AS (
  SELECT
    client, server, name, port,
    if(bool_or(action = 'ACCEPT'), 'allowed', 'unknown') AS verdict,
    bool_or(opener LIKE 'syn%') AS by_syn, bool_or(opener LIKE 'high%') AS by_height,
    sum(packets) AS packet_count, min("start") AS first, max("end") AS last
  FROM turned
  GROUP BY client, server, name, client_port, port, "start" / 600
)
SELECT json_format(CAST(CAST(ROW('netpol.traffic/v1', ARRAY[ROW(
    ROW('unknown', client), ROW('unknown', server), name, nullif(port, 0), 'unknown', verdict,
    if(bool_or(by_syn), 'syn', if(bool_or(by_height), 'heuristic', 'unknown')),
    if(bool_or(by_syn), 'strong', 'weak'), count(*), sum(packet_count),
    date_format(from_unixtime(min(first)), '%Y-%m-%dT%H:%i:%sZ'), date_format(from_unixtime(max(last)), '%Y-%m-%dT%H:%i:%sZ'))])
  AS ROW(schema varchar, records array(ROW(
    "from" ROW(role varchar, ip varchar), "to" ROW(role varchar, ip varchar), protocol varchar, port integer, "portKind" varchar,
    verdict varchar, "directionProof" varchar, confidence varchar, attempts bigint, count bigint, first varchar, last varchar)))) AS JSON))
FROM attempts
GROUP BY client, server, name, port, verdict
