/** The rewrites of DPA-RAG (Dong et al., WWW 2025, section 3.2). */
export const variantKinds = ['rephrase', 'complexity', 'decomposition', 'constraint', 'sparql'] as const;
export type VariantKind = (typeof variantKinds)[number];

interface VariantDeclaration {
  /** What the model is asked to do. */
  instruction: string;
  /** What it is shown as a reply to {@link exampleQuestion}: small models repeat placeholders. */
  example: readonly string[];
  /**
   * True where the rewrite asks for the same thing, so that an answer is right for it exactly where it is right for the question: only then do labels follow
   * from the wording alone. A sub-question asks for a part, and a condition may exclude the answer. A SPARQL query asks for the same thing, but the
   * detector knows sentences only, so that nothing but the answer can show it.
   */
  keepsTruthConditions: boolean;
  /** False where a model of entailment cannot read the rewrite. */
  sentence: boolean;
}

export const exampleQuestion = 'who wrote the opera Fidelio';

export const variants: Record<VariantKind, VariantDeclaration> = {
  rephrase: {
    instruction: 'Rewrite the question in other words. It must ask for exactly the same thing.',
    example: ['Which composer is the opera Fidelio by?'],
    keepsTruthConditions: true,
    sentence: true,
  },
  complexity: {
    instruction:
      'Rewrite the question as one that is harder to understand: describe things instead of naming them, and use a longer sentence. It must have the same answer.',
    example: ['To which composer do we owe the stage work, sung throughout, that bears the title Fidelio?'],
    keepsTruthConditions: true,
    sentence: true,
  },
  decomposition: {
    instruction: 'Split the question into two or three simpler questions that together lead to its answer.',
    example: ['What is Fidelio?', 'Who composed the opera Fidelio?'],
    keepsTruthConditions: false,
    sentence: true,
  },
  constraint: {
    instruction: 'Rewrite the question with one more condition, such as a time, a place or a kind. It must still have the same answer.',
    example: ['Who wrote the opera Fidelio, which was first given in Vienna?'],
    keepsTruthConditions: false,
    sentence: true,
  },
  sparql: {
    instruction: 'Write the question as one SPARQL query over Wikidata.',
    example: ['SELECT ?composer WHERE { ?opera rdfs:label "Fidelio"@en . ?opera wdt:P86 ?composer . }'],
    keepsTruthConditions: false,
    sentence: false,
  },
};
