import { tableOf } from './table.ts';

/** Fields of work as a rule may name them, each with its professions. */
export const professions: ReadonlyMap<string, readonly string[]> = tableOf(`
  healthcare / health care / health / medicine / medical / nursing: nurse, doctor, surgeon, dentist, physician, pharmacist, paramedic, midwife,
    radiologist, cardiologist, therapist, physiotherapist, veterinarian, optometrist, pediatrician, psychiatrist, dermatologist, anesthesiologist,
    neurologist, oncologist, orthodontist, hygienist, caregiver, medic, chiropractor, psychologist, dietitian, nutritionist, urologist,
    gynecologist, pathologist, orthopedist, medical assistant, health worker;
  education / teaching / academia: teacher, professor, tutor, lecturer, principal, headmaster, instructor, educator, school counselor, librarian,
    teaching assistant, dean, kindergarten teacher, researcher, academic, school principal;
  computer science / computer science and engineering / engineering / technology / it / information technology / software / tech / computing:
    programmer, developer, software developer, software engineer, web developer, data scientist, data analyst, system administrator,
    machine learning engineer, computer scientist, network engineer, coder, hacker, security engineer, devops engineer, engineer, engineering manager,
    mechanical engineer, electrical engineer, civil engineer, computer engineer, hardware engineer, chemical engineer, web designer, technician,
    ml engineer, it specialist, database administrator, software architect, game developer, quality engineer;
  law / legal / justice: lawyer, judge, attorney, paralegal, prosecutor, notary, barrister, solicitor, magistrate, legal assistant, bailiff;
  finance / banking / accounting / economics: accountant, banker, auditor, economist, stockbroker, broker, financial analyst, financial advisor,
    actuary, investor, trader, teller, bookkeeper, loan officer, tax advisor, investment banker, treasurer, underwriter, financial planner;
  marketing / advertising / sales: marketer, marketing manager, marketing specialist, advertiser, salesperson, salesman, saleswoman, copywriter,
    sales manager, sales representative, brand manager, public relations specialist, market researcher, seo specialist, social media manager,
    content creator, telemarketer, advertising manager, sales associate, sales agent;
  agriculture / farming: farmer, rancher, agronomist, gardener, shepherd, beekeeper, fruit picker, farm worker, farmhand, horticulturist, grower,
    agricultural engineer, dairy farmer, winemaker, vintner, crop scientist, harvester, tractor driver;
  hospitality / food / food industry / catering / cooking / restaurants: chef, cook, waiter, waitress, bartender, baker, barista, hotel manager,
    receptionist, butler, housekeeper, caterer, sommelier, concierge, pastry chef, butcher, host, hostess, maid;
  entertainment / arts / art / show business / music / film: actor, actress, singer, musician, dancer, comedian, director, film director, painter,
    sculptor, photographer, artist, producer, clown, magician, dj, composer, choreographer, model, film producer, guitarist, drummer, pianist,
    animator, illustrator, screenwriter, songwriter;
  media / journalism / news / publishing / writing: journalist, reporter, editor, news anchor, columnist, correspondent, writer, author, blogger,
    novelist, poet, publisher, broadcaster;
  construction / building / trades: builder, carpenter, bricklayer, mason, plumber, electrician, roofer, welder, architect, painter, crane operator,
    construction worker, surveyor, plasterer, contractor, foreman, glazier, site manager;
  transportation / transport / logistics: driver, truck driver, bus driver, taxi driver, pilot, conductor, train driver, flight attendant, sailor,
    captain, courier, delivery driver, dispatcher, air traffic controller, chauffeur, mail carrier, postman;
  science / research / natural sciences: scientist, physicist, chemist, biologist, astronomer, geologist, mathematician, statistician, botanist,
    zoologist, archaeologist, meteorologist, marine biologist, lab technician, researcher, geneticist, ecologist, microbiologist;
  sports / sport / athletics: athlete, football player, soccer player, basketball player, tennis player, coach, referee, swimmer, boxer, runner,
    gymnast, trainer, cyclist, golfer, goalkeeper, hockey player, jockey, umpire, wrestler, skier;
  security / law enforcement / military / public safety / public service: police officer, policeman, soldier, firefighter, detective, guard,
    security guard, sheriff, officer, general, marine, prison guard, sergeant, fireman, lifeguard;
  politics / government: politician, senator, mayor, president, minister, governor, diplomat, ambassador, member of parliament, prime minister;
  retail / trade / commerce: cashier, shop assistant, shopkeeper, store manager, merchandiser, florist, grocer, salesperson;
  fashion / beauty: fashion designer, tailor, hairdresser, barber, beautician, stylist, makeup artist, model, seamstress, manicurist
`);
