/** "it is certain that": stands for what follows. */
export const expletive = new RegExp(
  [
    /^it (?:(?:will|can|may|must|should|could|might|would|shall|has|also|then|not|\w+ly) )*(?:is|was|be|been|becomes|remains) (?:(?:not|also|then|so|very|quite|always|\w+ly) )*/
      .source,
    /(?:(?:an? |the )?(?:\w+ ){0,3}(?:fact|case|rule|truth|consequence|conclusion|matter|given)|(?!\w+ing )\w+(?: to \w+)?) (?:that|:)/
      .source,
    /|^it (?:\w+ly |also |then |always )?(?:follows|means|implies|holds|turns out|seems|appears|happens|suffices)(?: [a-z-]+){0,2} that\b|^it comes to\b/
      .source,
  ].join(''),
);
/** "anyone would say that": about those who reason. */
export const reasoners =
  /^(?:who )?(?:(?:would|will|can|must|may|could|should) )?(?:say|see|know|observe|learn|notice|agree|conclude|accept|think|believe|admit|find)s? that\b/;
/** What a statement does, not somebody: "means that", "is enough". */
export const aboutStatements =
  /^(?:(?:also|then|\w+ly|will|would|must|can|may) )*(?:(?:means?|implies|imply|entails?|guarantees?|ensures?|shows?|proves?|suggests?|indicates?|suffices|allows?|leads?|enables?|permits?|lets?|tells?|establishes)(?: \w+ly)? (?:that|us|we|you|one|to|for|it|the conclusion)|means?|implies|entails?|(?:is|are|was|be) (?:\w+ )?(?:enough|sufficient|clear(?! to)|certain(?! to)|sure(?! to)|evidence|proof|reason|grounds?|proven|true|given|known(?! to)|the case)|(?:can|could|may|must|should|might) (?:\w+ly )?be (?:concluded|inferred|deduced|derived|proven|proved|said|shown|established|added)|follows?|holds?$)(?: |$)/;
/** Conjunctions of several words. */
export const longMarker =
  /^(?:(?:as|so) (?:long|soon) as|in (?:case|the (?:case|event|situation)|(?:every|any|all|each) (?:case|situation|event)s?|which case|that case|such a case)|on (?:the )?condition|under the (?:condition|assumption|circumstance)s?|(?:every|each) time|given that|no matter|such that|at which point)\b/;
/** Participles that introduce a topic or a premise, and say nothing of somebody. */
export const aboutKnowing =
  /^(?:regarding|concerning|considering|knowing|observing|seeing|noticing|learning|assuming|supposing|depending|speaking|talking|looking|according|following|being|finding|hearing)$/;
/** An adverb or phrase between commas. */
export const aside =
  /^, (?:[a-z]+ly|(?:without|for|with|in|beyond|of|as|no|at|to|by|then|too|also|however|therefore|thus|hence|indeed|it|like)(?: [a-z]+){0,4}) ,/;
