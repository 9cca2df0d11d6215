import { Collector } from './collector';
import { addressAndPort } from '../record/address';
import { Verdict } from '../record/observation';
import { addressEnd } from '../record/pod-end';
import { protocolName } from '../record/protocol-name';

const LINE = /-([IE])\s{0,9}: policy (ALLOWED|DENIED) proto (\d{1,3}) src (\S+) dest (\S+)/;

/** What Calico's eBPF programs write to the trace pipe. */
export const CALICO_EBPF: Collector = {
  id: 'calico-ebpf',
  title: "Calico's eBPF log (trace pipe)",
  form: 'lines',
  recognises: (entry) => LINE.test(entry as string),
  open: () => ({
    read: (entry, sink) => {
      const parts = LINE.exec(entry as string);
      if (!parts) {
        if (/-[IEXF]\s{0,9}:/.test(entry as string)) sink.passOver('other lines of the eBPF programs');
        else sink.unreadable('this is no line of the trace pipe');
        return;
      }
      const [source, destination] = [addressAndPort(parts[4]), addressAndPort(parts[5])];
      if (!source || !destination) {
        sink.unreadable('an address cannot be read');
        return;
      }
      sink.missing('time');
      const verdict: Verdict = parts[2] === 'ALLOWED' ? 'allowed' : 'denied';
      sink.observe({
        at: undefined,
        count: 1,
        from: addressEnd(source.ip),
        to: addressEnd(destination.ip),
        protocol: protocolName(parts[3]),
        ...(source.port === undefined ? {} : { sourcePort: source.port }),
        ...(destination.port === undefined ? {} : { port: destination.port }),
        portKind: 'unknown',
        verdict,
      });
    },
  }),
};
