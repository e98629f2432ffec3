/** A text, or the name of the environment variable that holds it: what not everybody who reads the project may know belongs there. */
export type Secret = string | { readonly env: string };

/** Whom alerts are told, by a webhook of your own, one that understands Slack's messages, by email, or in what the server prints. */
export type AlertTarget =
  | { readonly kind: 'log'; readonly name?: string }
  | {
      readonly kind: 'webhook';
      /** @default its kind */
      readonly name?: string;
      /** Gets a POST with JSON. */
      readonly url: Secret;
      /** Sent as `authorization: Bearer <token>`. */
      readonly token?: { readonly env: string };
    }
  | {
      readonly kind: 'slack';
      readonly name?: string;
      /** Of an incoming webhook, of Slack or of what takes the same: Mattermost, Rocket.Chat, Discord with `/slack`. */
      readonly url: Secret;
    }
  | {
      readonly kind: 'email';
      readonly name?: string;
      /** `smtps://user:password@mail.example.com`, or `smtp://…:587`, which is encrypted as soon as the server offers it. */
      readonly server: Secret;
      readonly from: string;
      readonly to: readonly string[];
    };

/** Who is told when somebody has to look. */
export interface Alerting {
  /** Where people reach the page, for links. @default where the server listens */
  readonly url?: string;
  /** Whom to tell: `{ kind: 'webhook', url, token? }`, `{ kind: 'slack', url }`, `{ kind: 'email', server, from, to }` or `{ kind: 'log' }`, each with a `name` where two are of one kind; docs/guides/alerts.md has an example. */
  readonly to: readonly AlertTarget[];
  /** Whether those who were told of an alert are told, once, that it is over. @default true */
  readonly resolved?: boolean;
}

/** What a target is called: in deliveries, in `capstan alerts test`. */
export const nameOfTarget = ({ name, kind }: AlertTarget): string => name ?? kind;
