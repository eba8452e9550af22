import { tableOf } from './table.ts';

const continents = tableOf(`
  africa: algeria, angola, benin, botswana, burkina faso, burundi, cameroon, cape verde, chad, democratic republic of congo, djibouti, egypt,
    eritrea, eswatini, ethiopia, gabon, gambia, ghana, guinea, ivory coast, kenya, lesotho, liberia, libya, madagascar, malawi, mali,
    mauritania, mauritius, morocco, mozambique, namibia, niger, nigeria, rwanda, senegal, seychelles, sierra leone, somalia, south africa,
    south sudan, sudan, tanzania, togo, tunisia, uganda, zambia, zimbabwe;
  asia: afghanistan, armenia, azerbaijan, bahrain, bangladesh, bhutan, brunei, cambodia, china, georgia, india, indonesia, iran, iraq,
    israel, japan, jordan, kazakhstan, kuwait, kyrgyzstan, laos, lebanon, malaysia, maldives, mongolia, myanmar, nepal, north korea, oman,
    pakistan, palestine, philippines, qatar, russia, saudi arabia, singapore, south korea, sri lanka, syria, taiwan, tajikistan, thailand,
    turkey, turkmenistan, united arab emirates, uzbekistan, vietnam, yemen;
  europe: albania, andorra, austria, belarus, belgium, bosnia and herzegovina, bulgaria, croatia, cyprus, czech republic, denmark, estonia,
    finland, france, germany, greece, hungary, iceland, ireland, italy, kosovo, latvia, liechtenstein, lithuania, luxembourg, malta,
    moldova, monaco, montenegro, netherlands, north macedonia, norway, poland, portugal, romania, russia, san marino, serbia, slovakia,
    slovenia, spain, sweden, switzerland, turkey, ukraine, united kingdom, vatican city;
  north america: bahamas, barbados, belize, canada, costa rica, cuba, dominican republic, el salvador, guatemala, haiti, honduras, jamaica,
    mexico, nicaragua, panama, trinidad and tobago, united states;
  south america: argentina, bolivia, brazil, chile, colombia, ecuador, guyana, paraguay, peru, suriname, uruguay, venezuela;
  oceania: australia, fiji, new zealand, papua new guinea, samoa, tonga, vanuatu
`);

const cities = tableOf(`
  afghanistan: kabul, kandahar; albania: tirana; algeria: algiers, oran; angola: luanda; argentina: buenos aires, cordoba, rosario, mendoza;
  armenia: yerevan; australia: canberra, sydney, melbourne, brisbane, perth, adelaide, hobart, darwin, gold coast, cairns;
  austria: vienna, salzburg, graz, linz, innsbruck; azerbaijan: baku; bahamas: nassau; bangladesh: dhaka, chittagong; belarus: minsk;
  belgium: brussels, antwerp, ghent, bruges, liege; bolivia: la paz, sucre; bosnia and herzegovina: sarajevo, mostar;
  brazil: brasilia, rio de janeiro, sao paulo, salvador, fortaleza, belo horizonte, curitiba, recife, manaus; bulgaria: sofia, varna, plovdiv;
  cambodia: phnom penh; cameroon: yaounde, douala;
  canada: ottawa, toronto, montreal, vancouver, calgary, edmonton, quebec city, winnipeg, halifax, hamilton, victoria, ontario, quebec,
    british columbia, alberta, manitoba, saskatchewan, nova scotia, regina, saskatoon, mississauga;
  chile: santiago, valparaiso; china: beijing, shanghai, guangzhou, shenzhen, chengdu, wuhan, hong kong, xian, tianjin, nanjing, hangzhou,
    chongqing, macau; colombia: bogota, medellin, cali, cartagena, barranquilla; costa rica: san jose; croatia: zagreb, split, dubrovnik;
  cuba: havana; cyprus: nicosia, limassol; czech republic: prague, brno, ostrava; democratic republic of congo: kinshasa;
  denmark: copenhagen, aarhus, odense; dominican republic: santo domingo, punta cana; ecuador: quito, guayaquil;
  egypt: cairo, alexandria, giza, luxor; estonia: tallinn; ethiopia: addis ababa; fiji: suva; finland: helsinki, tampere, turku, espoo;
  france: paris, marseille, lyon, nice, toulouse, bordeaux, strasbourg, lille, nantes, cannes, montpellier, rennes, grenoble, normandy, provence;
  georgia: tbilisi; germany: berlin, munich, hamburg, frankfurt, cologne, stuttgart, dresden, leipzig, dusseldorf, bonn, bremen, hanover,
    nuremberg, dortmund, bavaria, heidelberg; ghana: accra; greece: athens, thessaloniki, crete, santorini, patras; guatemala: guatemala city;
  haiti: port-au-prince; honduras: tegucigalpa; hungary: budapest, debrecen; iceland: reykjavik;
  india: new delhi, delhi, mumbai, bangalore, kolkata, chennai, hyderabad, pune, jaipur, agra, goa, ahmedabad, kerala;
  indonesia: jakarta, bali, surabaya, bandung; iran: tehran, isfahan, shiraz, mashhad, tabriz; iraq: baghdad, basra, mosul, erbil;
  ireland: dublin, cork, galway, limerick; israel: jerusalem, tel aviv, haifa; 
  italy: rome, milan, venice, florence, naples, turin, bologna, genoa, palermo, verona, pisa, siena, sicily, tuscany, sardinia, bari;
  ivory coast: abidjan, yamoussoukro; jamaica: kingston; japan: tokyo, osaka, kyoto, nagoya, hiroshima, sapporo, fukuoka, yokohama, kobe, nara;
  jordan: amman, petra; kazakhstan: astana, almaty; kenya: nairobi, mombasa; kuwait: kuwait city; laos: vientiane; latvia: riga;
  lebanon: beirut; libya: tripoli, benghazi; lithuania: vilnius, kaunas; madagascar: antananarivo; malaysia: kuala lumpur, penang;
  maldives: male; mali: bamako, timbuktu; malta: valletta;
  mexico: mexico city, cancun, guadalajara, monterrey, tijuana, puebla, acapulco; moldova: chisinau; monaco: monte carlo;
  mongolia: ulaanbaatar; montenegro: podgorica; morocco: rabat, casablanca, marrakesh, marrakech, fez, tangier; mozambique: maputo;
  myanmar: yangon, naypyidaw, mandalay; namibia: windhoek; nepal: kathmandu;
  netherlands: amsterdam, rotterdam, the hague, utrecht, eindhoven, groningen, maastricht, delft, leiden;
  new zealand: wellington, auckland, christchurch, queenstown, dunedin; nicaragua: managua; nigeria: abuja, lagos, kano;
  north korea: pyongyang; north macedonia: skopje; norway: oslo, bergen, trondheim, stavanger, tromso; oman: muscat;
  pakistan: islamabad, karachi, lahore; panama: panama city; paraguay: asuncion; peru: lima, cusco, arequipa;
  philippines: manila, cebu, davao, quezon city; poland: warsaw, krakow, gdansk, wroclaw, poznan, lodz; portugal: lisbon, porto, faro, coimbra, madeira;
  qatar: doha; romania: bucharest, cluj-napoca, timisoara; russia: moscow, saint petersburg, st. petersburg, novosibirsk, vladivostok, kazan, siberia, sochi;
  rwanda: kigali; saudi arabia: riyadh, jeddah, mecca, medina; senegal: dakar; serbia: belgrade, novi sad; slovakia: bratislava;
  slovenia: ljubljana; somalia: mogadishu; south africa: pretoria, cape town, johannesburg, durban; south korea: seoul, busan, incheon, daegu;
  spain: madrid, barcelona, valencia, seville, bilbao, malaga, granada, zaragoza, ibiza, catalonia, andalusia, mallorca; sri lanka: colombo, kandy;
  sudan: khartoum; sweden: stockholm, gothenburg, malmo, uppsala; switzerland: bern, zurich, geneva, basel, lausanne, lucerne, lugano;
  syria: damascus, aleppo; taiwan: taipei; tanzania: dodoma, dar es salaam, zanzibar; thailand: bangkok, phuket, chiang mai, pattaya;
  tunisia: tunis; turkey: ankara, istanbul, izmir, antalya, bursa; uganda: kampala; ukraine: kyiv, kiev, lviv, odessa, odesa, kharkiv;
  united arab emirates: dubai, abu dhabi, sharjah;
  united kingdom: london, manchester, birmingham, liverpool, edinburgh, glasgow, oxford, cambridge, bristol, leeds, cardiff, belfast, york, bath,
    england, scotland, wales, northern ireland, brighton, sheffield, newcastle, nottingham;
  united states: washington, new york, los angeles, chicago, houston, san francisco, boston, seattle, miami, las vegas, philadelphia, san diego,
    dallas, austin, denver, atlanta, detroit, phoenix, new orleans, portland, orlando, honolulu, california, texas, florida, hawaii, alaska, nevada,
    new jersey, ohio, michigan, illinois, pennsylvania, massachusetts, oregon, colorado, arizona, virginia, minnesota, wisconsin, tennessee,
    kentucky, louisiana, utah, kansas, montana, iowa, maine, vermont, san jose, nashville, baltimore, minneapolis, cleveland, pittsburgh,
    san antonio, indianapolis, columbus, charlotte, milwaukee, sacramento, oakland, salt lake city, washington d.c., new york city;
  uruguay: montevideo; uzbekistan: tashkent, samarkand; venezuela: caracas, maracaibo; vietnam: hanoi, ho chi minh city, saigon, da nang, hue;
  yemen: sanaa, aden; zambia: lusaka; zimbabwe: harare
`);

const otherNames: Record<string, string> = {
  america: 'united states',
  usa: 'united states',
  us: 'united states',
  'u.s': 'united states',
  'u.s.': 'united states',
  'united states of america': 'united states',
  uk: 'united kingdom',
  'great britain': 'united kingdom',
  britain: 'united kingdom',
  holland: 'netherlands',
  czechia: 'czech republic',
  uae: 'united arab emirates',
  korea: 'south korea',
};

const within = new Map<string, Set<string>>();
for (const table of [continents, cities]) {
  for (const [whole, parts] of table) {
    for (const part of parts) within.set(part, (within.get(part) ?? new Set()).add(whole));
  }
}

const plain = (place: string) => {
  const name = place.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
  return otherNames[name] ?? name;
};

/** Whether one place lies in another; undefined where either is not known, or its grain cannot tell. */
export function liesIn(place: string, whole: string): boolean | undefined {
  const [inner, outer] = [plain(place), plain(whole)];
  if (inner === outer) return true;
  const countries = within.get(inner);
  if (!countries) return undefined;
  const around = new Set([...countries].flatMap((each) => [each, ...(within.get(each) ?? [])]));
  if (around.has(outer)) return true;
  const kindKnown = continents.has(outer) || [...continents.values()].some((each) => each.includes(outer));
  return kindKnown ? false : undefined;
}
