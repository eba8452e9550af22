import { tableOf } from './table.ts';

/** Kinds of things as conditions name them, each with things of the kind by their last words. */
export const kinds: ReadonlyMap<string, readonly string[]> = tableOf(`
  device to connect to internet / device that can connect to internet / device with internet access / something to connect to internet /
    electronic device / device / gadget: computer, laptop, tablet, smartphone, phone, smart tv, smartwatch, notebook computer, pc, chromebook,
    game console, macbook, desktop, router, e-reader, kindle, ipad, iphone, television, tv;
  leafy green vegetable / leafy vegetable / green vegetable: spinach, arugula, kale, lettuce, chard, cabbage, collard greens, watercress, bok choy,
    endive, mustard greens, turnip greens, dandelion greens, beet greens, sorrel, escarole;
  vegetable: spinach, arugula, kale, lettuce, chard, cabbage, watercress, bok choy, endive, carrot, potato, onion, broccoli, cauliflower, eggplant,
    zucchini, pepper, cucumber, radish, turnip, beet, pea, peas, bean, beans, corn, celery, leek, garlic, asparagus, artichoke, pumpkin, squash, tomato;
  fruit / piece of fruit / something sweet: apple, banana, orange, pear, peach, plum, grape, grapes, cherry, cherries, strawberry, strawberries,
    blueberry, blueberries, raspberry, mango, pineapple, papaya, kiwi, melon, watermelon, lemon, lime, apricot, fig, date, pomegranate, grapefruit, coconut;
  musical instrument / instrument / something to play music with: accordion, banjo, bassoon, bugle, cello, clarinet, cornet, double bass, drum, drums,
    flute, guitar, harmonica, harp, mandolin, oboe, organ, piano, piccolo, recorder, saxophone, sitar, tambourine, triangle, trombone, trumpet, tuba,
    ukulele, viola, violin, xylophone, keyboard, bagpipes, harpsichord, lute, lyre, maracas, castanets, cymbals, bongo, bongos, french horn, fiddle, didgeridoo;
  string instrument / stringed instrument: banjo, cello, double bass, guitar, harp, mandolin, sitar, ukulele, viola, violin, lute, lyre, fiddle;
  wind instrument: bassoon, bugle, clarinet, cornet, flute, harmonica, oboe, piccolo, recorder, saxophone, trombone, trumpet, tuba, bagpipes, french horn;
  percussion instrument: drum, drums, tambourine, triangle, xylophone, maracas, castanets, cymbals, bongo, bongos, gong;
  sharp object / something sharp / object that is sharp / something to cut with: axe, blade, cleaver, cutter, dagger, knife, machete, razor, saw,
    scalpel, scissors, sword, chisel, needle, hatchet, scythe, sickle, spear, shears, lancet, pocketknife, pin, thorn;
  weapon: axe, dagger, knife, machete, sword, spear, gun, pistol, rifle, bow, crossbow, grenade, cannon, mace, club, revolver, shotgun;
  tool: hammer, screwdriver, saw, wrench, pliers, drill, axe, chisel, shovel, rake, spade, scissors, level, file, crowbar, sander;
  something to carry apples and oranges / something to carry things in / something to carry fruit / container / bag: backpack, bag, basket, box,
    bucket, crate, knapsack, rucksack, sack, suitcase, duffel, handbag, tote, purse, satchel, briefcase, carton, shopping cart, wheelbarrow, pail, barrel;
  something to drink / drink / beverage / drinkable thing / something drinkable: ale, beer, cappuccino, cider, cocktail, coffee, cola, espresso,
    hot chocolate, juice, latte, lemonade, milk, milkshake, smoothie, soda, tea, water, whiskey, wine, champagne, vodka, rum, gin, whisky, americano,
    mocha, macchiato, kombucha, eggnog, punch, shake, brandy, sake, tequila, mojito, margarita, energy drink, cocoa, soft drink, ginger ale, mineral water;
  hot drink / warm drink: cappuccino, coffee, espresso, hot chocolate, latte, tea, mocha, macchiato, cocoa, americano;
  alcoholic drink / alcohol / something alcoholic: ale, beer, cider, cocktail, whiskey, wine, champagne, vodka, rum, gin, whisky, brandy, sake, tequila, mojito;
  something to eat / food / something edible: apple, banana, orange, bread, sandwich, pizza, burger, hamburger, pasta, cake, cookie, salad, soup, rice,
    steak, cheese, egg, sushi, taco, burrito, muffin, pie, donut, chocolate, yogurt, noodles, omelette, pancake, spinach, kale, lettuce, arugula, hot dog;
  something to sit on / seat / place to sit: armchair, bench, chair, couch, ottoman, recliner, seat, sofa, stool, rocking chair, loveseat, pew, beanbag,
    bean bag, throne, saddle, divan, settee, swing, hammock, futon, chaise longue, barstool;
  piece of furniture / furniture: armchair, bench, chair, couch, ottoman, recliner, sofa, stool, table, desk, bed, wardrobe, bookshelf, dresser,
    cabinet, cupboard, nightstand, bookcase;
  something to sleep on / place to sleep: bed, mattress, hammock, futon, cot, bunk, bunk bed, sleeping bag, sofa bed;
  something to write with / writing instrument: pen, pencil, marker, crayon, chalk, quill, fountain pen, highlighter;
  something to read / reading material: book, novel, magazine, newspaper, comic, textbook, journal, encyclopedia, paper;
  vehicle / means of transport / something to ride: car, bike, bicycle, motorcycle, bus, truck, van, train, scooter, boat, ship, plane, airplane,
    helicopter, tractor, skateboard, tram, taxi, jeep, motorbike, canoe, kayak, yacht, aircraft;
  something to wear / piece of clothing / clothing / garment / item of clothing: shirt, dress, coat, jacket, hat, shoes, socks, pants, trousers, skirt,
    sweater, scarf, gloves, jeans, t-shirt, suit, tie, cap, boots, blouse, shorts, raincoat, hoodie, vest, cloak, robe;
  jewelry / piece of jewelry: ring, necklace, bracelet, earring, earrings, brooch, pendant, watch, tiara, crown, anklet;
  toy: doll, teddy bear, lego, puzzle, yo-yo, kite, action figure, toy car, train set, frisbee, rubik's cube;
  ball / something round: basketball, football, soccer ball, tennis ball, volleyball, golf ball, baseball, beach ball, ping pong ball, bowling ball;
  sports equipment / piece of sports equipment / sport equipment / sports gear: basketball, football, soccer ball, tennis ball, racket, tennis racket, bat,
    baseball bat, golf club, skis, snowboard, skateboard, volleyball, hockey stick, surfboard, dumbbell, helmet, goggles, ice skates, boxing gloves;
  pet: dog, cat, hamster, goldfish, parrot, rabbit, guinea pig, turtle, canary;
  precious metal: gold, silver, platinum, palladium;
  metal / something made of metal: iron, steel, gold, silver, copper, aluminum, aluminium, tin, zinc, lead, nickel, titanium, brass, bronze, platinum
`);
