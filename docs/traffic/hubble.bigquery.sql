-- Flows of Hubble in BigQuery as records of netpol.traffic/v1, one a line. Not run by a test.
-- Expects a table `logs.hubble` with a column `line` of type JSON: an object of the exporter each.
--
--   bq query --nouse_legacy_sql --format=json --max_rows=10000000 "$(cat hubble.bigquery.sql)" | jq -c '.[]' > monday.jsonl
WITH packets AS (
  SELECT
    COALESCE(line.flow, line) AS flow,
    TIMESTAMP(JSON_VALUE(COALESCE(line.flow, line), '$.time')) AS moment
  FROM logs.hubble
  WHERE JSON_VALUE(COALESCE(line.flow, line), '$.verdict') IS NOT NULL
    AND IFNULL(JSON_VALUE(COALESCE(line.flow, line), '$.Type'), '') != 'SOCK'
),
told AS (
  SELECT
    *,
    CASE WHEN flow.l4.TCP IS NOT NULL THEN 'TCP' WHEN flow.l4.UDP IS NOT NULL THEN 'UDP' WHEN flow.l4.SCTP IS NOT NULL THEN 'SCTP'
      WHEN flow.l4.ICMPv4 IS NOT NULL THEN 'ICMP' WHEN flow.l4.ICMPv6 IS NOT NULL THEN 'ICMPv6' END AS protocol,
    COALESCE(flow.l4.TCP, flow.l4.UDP, flow.l4.SCTP) AS l4,
    CASE
      WHEN JSON_VALUE(flow.is_reply) = 'true' OR JSON_VALUE(flow.reply) = 'true' OR JSON_VALUE(flow.trace_reason) = 'REPLY' THEN 'reply'
      WHEN JSON_VALUE(flow.is_reply) = 'false' OR JSON_VALUE(flow.trace_reason) IN ('NEW', 'ESTABLISHED') THEN 'opened'
      WHEN JSON_VALUE(flow.l4.TCP.flags.SYN) = 'true' AND JSON_VALUE(flow.l4.TCP.flags.ACK) = 'true' THEN 'syn reply'
      WHEN JSON_VALUE(flow.l4.TCP.flags.SYN) = 'true' THEN 'syn opened'
      ELSE 'unknown'
    END AS opener,
    CASE
      WHEN JSON_VALUE(flow.verdict) IN ('FORWARDED', 'REDIRECTED', 'ALLOWED') THEN 'allowed'
      WHEN JSON_VALUE(flow.verdict) IN ('AUDIT', 'AUDITED') THEN 'would-deny'
      WHEN JSON_VALUE(flow.verdict) IN ('DROPPED', 'DENIED') AND JSON_VALUE(flow.drop_reason_desc) IN ('POLICY_DENIED', 'POLICY_DENY') THEN 'denied'
      ELSE 'unknown'
    END AS verdict
  FROM packets
),
turned AS (
  SELECT
    *,
    ENDS_WITH(opener, 'reply') AS is_turned,
    IF(ENDS_WITH(opener, 'reply'), flow.destination, flow.source) AS opened_by,
    IF(ENDS_WITH(opener, 'reply'), flow.source, flow.destination) AS opened_to,
    JSON_VALUE(IF(ENDS_WITH(opener, 'reply'), flow.IP.destination, flow.IP.source)) AS client_address,
    JSON_VALUE(IF(ENDS_WITH(opener, 'reply'), flow.IP.source, flow.IP.destination)) AS server_address,
    LAX_INT64(IF(ENDS_WITH(opener, 'reply'), l4.destination_port, l4.source_port)) AS client_port,
    LAX_INT64(IF(ENDS_WITH(opener, 'reply'), l4.source_port, l4.destination_port)) AS port
  FROM told
),
attempts AS (
  SELECT
    ANY_VALUE(opened_by) AS opened_by, ANY_VALUE(opened_to) AS opened_to, client_address, server_address, protocol, port,
    -- Denied at either end beats allowed: denied < would-deny would be the other way round, so they are numbered.
    ['unknown', 'allowed', 'would-deny', 'denied'][OFFSET(MAX(CASE verdict WHEN 'denied' THEN 3 WHEN 'would-deny' THEN 2 WHEN 'allowed' THEN 1 ELSE 0 END))] AS verdict,
    MAX(opener IN ('reply', 'opened')) AS by_flag, MAX(STARTS_WITH(opener, 'syn')) AS by_syn,
    COUNT(*) AS packet_count, MIN(moment) AS first, MAX(moment) AS last
  FROM turned
  GROUP BY client_address, server_address, protocol, client_port, port, DIV(UNIX_SECONDS(moment), 600)
),
named AS (
  SELECT
    *,
    (SELECT AS STRUCT
      IF(JSON_VALUE(opened_by.namespace) IS NULL, 'unknown', 'workload') AS role, JSON_VALUE(opened_by.namespace) AS ns,
      COALESCE(JSON_VALUE(opened_by.workloads[0].name), JSON_VALUE(opened_by.pod_name)) AS owner,
      COALESCE(JSON_VALUE(opened_by.workloads[0].kind), IF(JSON_VALUE(opened_by.pod_name) IS NULL, NULL, 'Pod')) AS kind,
      IF(JSON_VALUE(opened_by.namespace) IS NULL, client_address, NULL) AS ip) AS source,
    (SELECT AS STRUCT
      IF(JSON_VALUE(opened_to.namespace) IS NULL, 'unknown', 'workload') AS role, JSON_VALUE(opened_to.namespace) AS ns,
      COALESCE(JSON_VALUE(opened_to.workloads[0].name), JSON_VALUE(opened_to.pod_name)) AS owner,
      COALESCE(JSON_VALUE(opened_to.workloads[0].kind), IF(JSON_VALUE(opened_to.pod_name) IS NULL, NULL, 'Pod')) AS kind,
      IF(JSON_VALUE(opened_to.namespace) IS NULL, server_address, NULL) AS ip) AS destination
  FROM attempts
)
SELECT
  'netpol.traffic/v1' AS schema,
  [STRUCT(
    ANY_VALUE(source) AS `from`, ANY_VALUE(destination) AS `to`, protocol, port,
    IF(ANY_VALUE(destination).role = 'workload', 'pod', 'unknown') AS portKind, verdict,
    IF(LOGICAL_OR(by_flag), 'flag', IF(LOGICAL_OR(by_syn), 'syn', 'unknown')) AS directionProof,
    IF(LOGICAL_OR(by_flag OR by_syn), 'strong', 'weak') AS confidence,
    COUNT(*) AS attempts, SUM(packet_count) AS count,
    FORMAT_TIMESTAMP('%FT%TZ', MIN(first)) AS first, FORMAT_TIMESTAMP('%FT%TZ', MAX(last)) AS last)] AS records
FROM named
GROUP BY TO_JSON_STRING(source), TO_JSON_STRING(destination), protocol, port, verdict, by_flag OR by_syn
