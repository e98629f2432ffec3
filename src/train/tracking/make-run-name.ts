import type { Random } from '../../kernel/index.ts';

const MANNERS = (
  'able agile amber ample apt azure balmy bold brave breezy brisk calm candid civil clean clear clever coral cosy crisp deft eager early easy fair fast ' +
  'fine firm fleet fond frank free fresh gentle glad golden good grand green handy happy hardy hearty honest humble ideal jolly keen kind large light ' +
  'lively loyal lucid lucky mellow merry mild modest neat nimble noble novel open patient plain polite prime prompt proud quick quiet ready rich rosy ' +
  'round royal rustic sage sharp silent silver simple sleek smart smooth snug solid sound spry steady still stout strong sunny sure swift tidy true ' +
  'upbeat vast vivid warm wide wise witty young'
).split(' ');

const NOUNS = (
  'albatross anchor auk beacon bear beaver bittern boat bosun breeze buoy canoe capstan carp cod coot coral cormorant crab crane crew current cutter deck ' +
  'dinghy dolphin dory dunlin eel egret falcon fern finch fish fjord fox galley gannet goose grebe gull haddock harbor hare hawk helm herring heron hull ' +
  'ibis jetty kayak keel kelp ketch kite knot krill lark lobster loon lynx mackerel mast mole moose mussel narwhal newt oar orca osprey otter owl oyster ' +
  'pawl pelican perch pier pike pilot plover puffin raft rail raven reef robin rope rudder sail salmon seal shark shore shrimp skate skiff skua sloop ' +
  'snipe sole sprat squid stern stork swan tern tide trout tuna turtle urchin walrus wave whale wren yawl'
).split(' ');

/** A name for what was given none: `bold-fish-123`, at most 20 characters long. */
export function makeRunName(random: Pick<Random, 'int'>): string {
  return `${MANNERS[random.int(MANNERS.length)]}-${NOUNS[random.int(NOUNS.length)]}-${random.int(1000)}`;
}
