import { App, AppProps } from 'cdk8s';
import { IConstruct } from 'constructs';

/** What synth does about an exception whose last day is over. */
export enum ExpiredExceptions {
  /** Synth fails and names it. */
  FAIL = 'fail',
  /** Synth goes on; the stack reports it as a warning. */
  WARN = 'warn',
}

/** Options of a {@link NetpolApp}, beside those of cdk8s. */
export interface NetpolAppProps extends AppProps {
  /**
   * The moment against which expiry dates are checked. Give a fixed one in tests.
   *
   * @default - the time of synth
   */
  readonly now?: Date;
  /**
   * What to do about an expired exception.
   *
   * @default ExpiredExceptions.FAIL
   */
  readonly expiredExceptions?: ExpiredExceptions;
}

/**
 * A cdk8s app for network policies. It synthesises as any app does, and knows what time it is, so that exceptions end.
 *
 * @example
 * const app = new NetpolApp();
 * new NamespaceStack(app, 'shop', { platform: Platform.kubeadm(), owner: 'team-shop' });
 * app.synth();
 */
export class NetpolApp extends App {
  /** The clock that rules in the tree of `scope`: the app's where it is a NetpolApp, else the machine's. @internal */
  public static _clockOf(scope: IConstruct): { now: Date; expiredExceptions: ExpiredExceptions } {
    const root = scope.node.root;
    const app = root instanceof NetpolApp ? root : undefined;
    return { now: app?.fixedNow ?? new Date(), expiredExceptions: app?.expiredExceptions ?? ExpiredExceptions.FAIL };
  }

  /** What happens to an expired exception at synth. */
  public readonly expiredExceptions: ExpiredExceptions;

  private readonly fixedNow?: Date;

  public constructor(props: NetpolAppProps = {}) {
    super(props);
    this.fixedNow = props.now;
    this.expiredExceptions = props.expiredExceptions ?? ExpiredExceptions.FAIL;
  }
}
