import { note } from './output.ts';

/** Asked with another question, a model that reads it tells right passages from wrong ones no better than this. */
const otherQuestionLimit = 0.55;
/** Of fewer questions the area's standard error is above .03. */
const enoughQuestions = 100;

/** Warns of a model that tells right passages from wrong ones although it is asked another question. */
export function warnQuestionBlind(auc: { otherQuestion: number } | null | undefined, questions: number): void {
  if (!auc || auc.otherQuestion <= otherQuestionLimit || questions < enoughQuestions) return;
  note(`WARNING: asked with another question the model still tells right passages from wrong ones (AUC ${auc.otherQuestion.toFixed(3)}).`);
  note('         It knows them by their looks: mine negatives that look like the positives (rag mine).');
}
