export { type Category, categories, categoryOf } from './category.ts';
export { type DegreeOptions, degreeOf } from './degree.ts';
export { type PreferenceRow, type PreferenceRowsOptions, type PreferredPassage, preferenceRows } from './preference-rows.ts';
export { readPreferenceRecords } from './read-records.ts';
export { type Baseline, PreferenceRecord } from './record.ts';
export { type RelabelOptions, relabel } from './relabel.ts';
