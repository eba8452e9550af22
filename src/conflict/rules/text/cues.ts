const anyOf = (phrases: string): RegExp =>
  new RegExp(
    `\\b(?:${phrases
      .trim()
      .split(/\s+\|\s+/)
      .join('|')})\\b`,
  );

/** Conjunctions: what follows is a condition, whatever else stands before it. */
export const conditionMarkers = anyOf(`
  if | when | whenever | once | provided | providing | assuming | assume | suppose | supposing | granted | because | since
  | (?:as|so) (?:long|soon) as | in (?:the |any |every |all |each )?(?:case|event|situation|circumstance)s?(?: where| that| in which| when)?
  | (?:on|under) (?:the |any )?(?:condition|assumption|premise|circumstance)s? | (?:every|each|any|the|whatever) time(?: that)? | given(?: that| the fact)? | should | imagine | let us say | where
`);

/** Weaker: they mark a condition unless a later cue tells otherwise. */
export const conditionCues = anyOf(`
  from | consider | picture | based on | basis of | observing | seeing | noticing | knowing | learning | observes? | observed | sees? | saw | notices? | knows?
  | evidence | belief | believed? | premises? | antecedents? | conditions? | prerequisites? | requirements? | required? | requires? | needs?
  | the fact that | the facts that | (?:implied|guaranteed|caused|triggered|entailed|warranted|justified|supported|ensured) by
  | due to | thanks to | owing to | as a (?:result|consequence) of | consequence of | result of | (?:are|have|did|do) you \\w+(?: that)? | ^for$ | ^(?:does|do|did|is|are|will|can|has|have)$
  | there (?:is|are|exists?|has) | sufficient | enough | suffices | depends on | necessary
`);

export const conclusionCues = anyOf(`
  then | thus | hence | therefore | consequently | accordingly | so | conclu\\w+ | infer\\w* | deduc\\w+ | deriv\\w+ | impl(?:y|ies|ied|ying|ication)
  | means? | meaning | entails? | entailing | follows? | guarantees? | ensures? | leads? to | leading to | results? in | resulting in
  | (?:you|we|one|i|they) (?:can|could|may|might|must|should|will|are able to|are allowed to)(?: \\w+ly| also| now| then)*(?: be)?(?: \\w+)?(?: that)?
  | (?:must|can|may|should|could|will) (?:\\w+ly )?(?:accept|agree|admit|conclude|say|assume|think|believe|hold|infer|deduce) that | in (?:this|that|such a|which|these|those) (?:case|event|situation|circumstance)s? | outcome | consequences?(?! of) | consequents?
  | as a (?:result|consequence)(?! of) | expect\\w* | certainty | in order to | in order for | to (?:prove|show|conclude|establish|infer|derive|deduce|say|claim|state|believe|be sure|be certain|assert|think|add|assume safely) that | (?:us|one|you) to \\w+ | if (?:so|yes|this is so|that is so|that is the case|this is the case|that is true|this is true) | proves? | shows? | establish\\w* | makes? | causes?
`);

/** The next clause is denied: "it is not the case that". */
export const denials =
  /\bnot (?:the case|true|correct|so)\b(?: that)?[^,]*$|\b(?:false|untrue|incorrect)\b[^,]*$|\b(?:the (?:contrary|opposite) of|rules? out|ruled out|exclude[sd]?|den(?:y|ies|ied)|refutes?)\b[^,]*$/;
