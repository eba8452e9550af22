/** Base forms of frequent English verbs: where one stands after a noun it surely begins what is said. Others are known by their ending. */
export const commonVerbs: ReadonlySet<string> = new Set(
  `
  abandon abolish absorb accept accompany accuse achieve acquire act adapt add admire admit adopt adore advance advise affect afford agree aim
  alert allow amuse announce annoy answer appear apply appoint appreciate approach approve argue arrange arrest arrive ask assassinate assemble
  assign assist assume assure attach attack attempt attend attract avoid awake award backup bake balance ban bark bathe battle bear beat become
  beg begin believe belong bend betray bite blame bless block blow boil book borrow bother bow break breathe breed bribe bring build bully burn
  bury buy calculate call calm campaign cancel capture care carry carve catch cause celebrate challenge change charge chase chat cheat check
  cheer cherish choose claim clap clean clear climb close coach collect collide comb combine come comfort command comment communicate compare
  compete complain complete concern conduct confess confirm confront confuse congratulate connect conquer consider construct consult consume
  contact contain continue contradict control converse convince cook copy correct cost count cover crash crave crawl create criticize cross
  crush cry cuddle cultivate cure curse cut dance dare deal debate deceive decide declare decline decorate decrease defeat defend deliver demand
  deny depend deploy describe desert deserve design desire despise destroy detect determine develop devour dig disable disagree disappear
  disappoint discard discourage discover discuss dislike dismiss disrupt disturb dive divide divorce dodge donate doubt drag draw dream dress
  drink drive drop dump earn eat educate elect embarrass embrace employ empower enable enchant encounter encourage end endorse endure enforce
  engage enjoy enlist enter entertain envy escape escort establish evacuate evade examine exchange exclude excuse execute exhibit exist expand
  expect expel explain exploit explore expose express extend face fail fall fan fascinate favor fear feed feel fetch fight fill film find finish
  fire fish fit fix flatter flee flirt float flood fly fold follow fool forbid force forget forgive found frame free freeze frighten frown fry
  gain gallop gather gaze get give glance glare go govern grab grant greet grin grow growl guarantee guard guess guide handle hand hang happen
  harass harm harvest hate haunt have heal hear help hide hinder hire hit hold honor hop hope hug hunt hurry hurt identify ignore imagine imitate
  impersonate impress imprison improve include increase infect inform inherit injure insist inspect inspire instruct insult interrogate
  interrupt interview introduce invade invent invest investigate invite involve irritate jail join joke judge juggle jump justify keep kick kidnap
  kill kiss kneel knit knock know lack land laugh launch lay lead leak lean leap learn leave lecture lend let lick lie lift light like link list
  listen live load lock look lose love lower maintain make manage manipulate march mark marry massage match measure meet melt mend mention mess
  migrate mimic miss mistake mix mock monitor motivate mourn move murder name navigate need neglect negotiate nod notice notify obey object
  observe obtain occupy offend offer open operate oppose oppress order organize outrun outsmart overtake overthrow owe own paint park participate
  pass pat patrol pay perform permit persuade pet photograph pick pinch place plan plant play please plot point poke polish praise pray predict
  prefer prepare present press pretend prevent print proceed produce prohibit promise promote propose protect protest prove provide provoke publish
  pull pump punch punish purchase pursue push put quarrel question queue quit raid raise rank reach read realize receive recognize recommend
  record recruit reduce refuse regret reject relax release rely remain remember remind remove rent repair repeat replace reply report represent
  request require rescue research resent resign resist respect respond rest retire retreat return reveal reward ride ring rise risk roar rob
  roll row rub rule run rush sabotage sail salute satisfy save say scare scold scream search seduce see seek seem seize select sell send separate
  serve set settle sew shake share shave shelter shine ship shock shoot shop shout show shut sign signal sing sink sit skate sketch ski skip slap
  sleep slide smell smile smuggle sneak sneeze sniff solve spare speak spend spin spoil sponsor spot spray spread spy squeeze stab stalk stand
  stare start starve state stay steal step stimulate sting stop store strike struggle study suffer suggest suit summon supply support suppose
  surprise surrender surround survive suspect swallow swap swear sweep swim swing tackle take talk tame tap taste tax teach tear tease telephone
  tell tempt terrify test thank think threaten throw tickle tie tolerate torment torture touch tour trace track trade train transfer translate
  trap travel treat tremble trick trip trouble trust try tug turn tutor type understand undress unite unlock update upset urge use vaccinate
  value vanish verify view violate visit volunteer vote wait wake walk wander want warn wash waste watch water wave wear weave weigh welcome whip
  whisper whistle win wink wipe wish wonder work worry worship wound wrap wrestle write yawn yell yield
`
    .trim()
    .split(/\s+/),
);
