// Marks of well-known issuers, found by the normalised name of an entry.
import {
  siAdguard,
  siAnthropic,
  siApple,
  siAtlassian,
  siAuth0,
  siAuthentik,
  siBinance,
  siBitbucket,
  siBitwarden,
  siCloudflare,
  siCodeberg,
  siCoinbase,
  siDigitalocean,
  siDiscord,
  siDocker,
  siDropbox,
  siEbay,
  siEpicgames,
  siEtsy,
  siFacebook,
  siFigma,
  siGitea,
  siGithub,
  siGitlab,
  siGoogle,
  siHetzner,
  siHumblebundle,
  siInstagram,
  siJetbrains,
  siKeycloak,
  siMastodon,
  siMatrix,
  siMega,
  siMozilla,
  siNamecheap,
  siNextcloud,
  siNotion,
  siNpm,
  siOkta,
  siOvh,
  siPatreon,
  siPaypal,
  siPorkbun,
  siProton,
  siProtonmail,
  siPypi,
  siReddit,
  siRevolut,
  siRubygems,
  siShopify,
  siSnapchat,
  siStripe,
  siSteam,
  siTailscale,
  siTelegram,
  siTiktok,
  siTwitch,
  siUbisoft,
  siUbuntu,
  siVercel,
  siWise,
  siWordpress,
  siX,
  siZoom,
  type SimpleIcon,
} from "simple-icons";
import { contrast } from "./contrast";

export type Brand = { path: string; onLight: string | null; onDark: string | null };

/** Other names an issuer goes by, each normalised. */
const known: [SimpleIcon, ...string[]][] = [
  [siAdguard],
  [siAnthropic, "claude"],
  [siApple, "appleid", "icloud"],
  [siAtlassian, "jira", "confluence"],
  [siAuth0],
  [siAuthentik],
  [siBinance],
  [siBitbucket],
  [siBitwarden, "vaultwarden"],
  [siCloudflare],
  [siCodeberg],
  [siCoinbase],
  [siDigitalocean],
  [siDiscord],
  [siDocker, "dockerhub"],
  [siDropbox],
  [siEbay],
  [siEpicgames],
  [siEtsy],
  [siFacebook, "meta"],

  [siFigma],
  [siGitea, "forgejo"],
  [siGithub],
  [siGitlab],
  [siGoogle, "gmail", "googleworkspace"],
  [siHetzner, "hetzneronline"],
  [siHumblebundle],
  [siInstagram],
  [siJetbrains, "jetbrainsaccount"],
  [siKeycloak],

  [siMastodon],
  [siMatrix],
  [siMega],
  [siMozilla, "firefox", "mozillaaccounts"],
  [siNamecheap],
  [siNextcloud],
  [siNotion],
  [siNpm, "npmjs", "npmjscom"],
  [siOkta],
  [siOvh, "ovhcloud"],
  [siPatreon],
  [siPaypal],
  [siPorkbun],
  [siProton, "protonme"],
  [siProtonmail],
  [siPypi, "pypiorg"],
  [siReddit],
  [siRevolut],
  [siRubygems, "rubygemsorg"],
  [siShopify],
  [siSnapchat],
  [siStripe],
  [siSteam],
  [siTailscale],
  [siTelegram],
  [siTiktok],
  [siTwitch],
  [siUbisoft],
  [siUbuntu, "ubuntuone", "ubuntusso"],
  [siVercel],
  [siWise, "transferwise"],
  [siWordpress, "wordpresscom"],
  [siX, "twitter"],
  [siZoom],
];

/** "Ubuntu One" and "ubuntu-one" are the same name. */
export const normalised = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** A mark keeps its own colour only where it can be seen; elsewhere it takes the colour of the text. */
const visible = (hex: string, ground: string) => (contrast(hex, ground) >= 2.2 ? hex : null);

/** A mark with the colours it is drawn in. `hex` is without the number sign. */
export function asBrand(hex: string, path: string): Brand {
  return { path, onLight: visible(`#${hex}`, "#f4f8f9"), onDark: visible(`#${hex}`, "#1d262a") };
}

const byName = new Map<string, Brand>(
  known.flatMap(([icon, ...others]) => {
    const brand = asBrand(icon.hex, icon.path);
    return [normalised(icon.title), ...others].map((name) => [name, brand] as const);
  }),
);

/** The mark for an issuer, also when its name carries a plan or a number after it ("GitHub Enterprise"). */
export function brandOf(issuer: string): Brand | undefined {
  const first = issuer.trim().split(/[\s:(/.,-]+/)[0] ?? "";
  return byName.get(normalised(issuer)) ?? (first.length > 2 ? byName.get(normalised(first)) : undefined);
}

/** One of a few calm hues, always the same for the same name. */
export function hueOf(name: string): number {
  let sum = 0;
  for (const sign of normalised(name)) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  return sum % 8;
}
