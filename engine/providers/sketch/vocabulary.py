"""The words the painter knows. Each entry: what is chosen, then the words (or short phrases,
written with underscores) that choose it."""

PLACES = {
    "space": "space outer_space planet orbit galaxy nebula cosmos cosmic asteroid astronaut spaceship "
    "starship space_station spacecraft moonbase saturn jupiter mars alien_world universe",
    "interior": "room indoor indoors interior kitchen bedroom library study attic cafe tavern bookshop "
    "cabin_interior living_room workshop studio desk table armchair sofa fireplace bookshelf shelves "
    "brick_wall brick_walls office classroom hallway parlour parlor hearth bed chair",
    "city": "city town urban street skyline downtown skyscraper rooftop alley metropolis neon cyberpunk "
    "market tokyo paris london york subway traffic cityscape",
    "desert": "desert dune sahara canyon oasis caravan camel mesa pyramid cactus wasteland",
    "sea": "sea ocean coast beach shore cliff wave harbour harbor lighthouse sail ship island pirate "
    "whale dolphin surf bay port seaside mermaid",
    "lake": "lake pond river fjord lagoon canoe waterfall stream swan reflection marsh swamp",
    "forest": "forest wood woods jungle pine grove trees deer fox bear wolf enchanted fairy woodland "
    "mushroom elf",
    "village": "village field farm meadow countryside barn hamlet hill pasture prairie garden wheat "
    "windmill orchard vineyard cottage tractor shire",
    "mountain": "mountain peak alps summit valley himalaya highland ridge dragon castle climber hiker "
    "glacier volcano",
}
TIMES = {
    "dawn": "dawn sunrise morning daybreak early",
    "golden": "golden golden_hour sunset late_afternoon evening_light warm_light autumn",
    "dusk": "dusk twilight evening nightfall gloaming blue_hour",
    "night": "night midnight moon moonlit moonlight starry stars star dark darkness aurora "
    "northern_lights nocturnal campfire bonfire firefly fireflies neon cyberpunk lantern",
    "day": "day noon midday daylight sunny afternoon bright summer blue_sky",
}
WEATHER = {
    "rain": "rain rainy raining drizzle downpour shower umbrella wet",
    "snow": "snow snowy snowing winter blizzard snowfall frost frozen ice icy christmas",
    "fog": "fog foggy mist misty haze hazy smoke steam",
    "storm": "storm stormy thunder thunderstorm lightning tempest hurricane",
    "clouds": "cloud cloudy clouds overcast",
    "stars": "star stars starry constellation milky_way cosmos",
    "aurora": "aurora northern_lights",
    "dust": "dust dust_particles particles motes sunbeam sunbeams glowing_dust",
    "fireflies": "firefly fireflies glowworm magic magical enchanted fairy",
    "embers": "ember embers spark sparks campfire bonfire fire burning dragon volcano",
    "petals": "petal petals blossom cherry sakura confetti spring",
    "leaves": "leaves falling_leaves autumn",
}
MOODS = {
    "dark": "dark gloomy sinister eerie haunted horror ominous noir lonely grim tense gothic dystopian",
    "warm": "warm cosy cozy snug happy joyful love romantic nostalgic tender homely hopeful",
    "cold": "cold frozen bleak icy winter melancholy sad lonesome sorrow blue",
    "dreamy": "dream dreamy surreal magical magic ethereal fairy fantasy pastel whimsical soft serene "
    "calm peaceful",
    "vivid": "vibrant vivid colourful colorful neon cyberpunk bold epic electric playful triumphant "
    "psychedelic",
}
SUBJECTS = {
    "person": "person figure someone human people man woman boy girl child lady gentleman he she "
    "stranger traveller traveler wanderer hiker climber keeper wizard witch knight monk samurai soldier "
    "king queen princess prince detective sailor fisherman farmer artist writer poet musician dancer "
    "mother father grandmother grandfather couple lovers friends crowd pilgrim explorer hero heroine "
    "kid student scientist robot face portrait children family brother sister men women pilot captain "
    "old_man warrior nomad shepherd",
    "astronaut": "astronaut cosmonaut spacewalk",
    "cat": "cat kitten feline",
    "dog": "dog puppy hound wolf fox",
    "horse": "horse pony stallion mare unicorn rider",
    "deer": "deer stag elk moose reindeer doe",
    "bear": "bear",
    "camel": "camel caravan",
    "bird": "bird gull seagull crow raven eagle owl swallow flock geese parrot",
    "whale": "whale orca",
    "dolphin": "dolphin",
    "fish": "fish",
    "dragon": "dragon wyvern",
    "lighthouse": "lighthouse beacon",
    "boat": "boat sailboat canoe rowboat sail sailing yacht gondola",
    "ship": "ship galleon pirate frigate schooner",
    "house": "house cottage cabin hut home lodge",
    "castle": "castle fortress palace citadel tower",
    "bridge": "bridge viaduct aqueduct",
    "tree": "tree oak willow blossom cherry sakura",
    "balloon": "balloon balloons airship hot_air_balloon zeppelin",
    "campfire": "campfire bonfire fire camp",
    "tent": "tent camp camping",
    "train": "train locomotive railway steam_train",
    "windmill": "windmill",
    "station": "space_station station satellite",
    "rocket": "rocket spaceship starship spacecraft",
    "pyramid": "pyramid pyramids",
    "umbrella": "umbrella",
    "lamp": "lamp lantern candle",
    "waterfall": "waterfall waterfalls",
}
# Where a subject is at home, when no place is named.
HOMES = {
    "astronaut": "space",
    "station": "space",
    "rocket": "space",
    "cat": "city",
    "dog": "village",
    "horse": "village",
    "deer": "forest",
    "bear": "forest",
    "camel": "desert",
    "whale": "sea",
    "dolphin": "sea",
    "fish": "lake",
    "dragon": "mountain",
    "lighthouse": "sea",
    "boat": "lake",
    "ship": "sea",
    "house": "village",
    "castle": "mountain",
    "bridge": "lake",
    "tree": "village",
    "balloon": "village",
    "campfire": "forest",
    "tent": "mountain",
    "train": "village",
    "windmill": "village",
    "pyramid": "desert",
    "lamp": "interior",
    "waterfall": "lake",
}
HUES = {
    "red": "red crimson scarlet ruby",
    "orange": "orange amber copper",
    "yellow": "yellow gold",
    "green": "green emerald jade",
    "teal": "teal turquoise cyan",
    "blue": "blue azure sapphire",
    "purple": "purple violet lavender",
    "pink": "pink rose magenta",
}
TRAITS = {
    "woman": "woman girl lady she queen princess witch mother grandmother heroine women mermaid sister",
    "man": "man boy gentleman he king prince father grandfather men knight monk samurai wizard "
    "fisherman brother",
    "child": "child boy girl kid children",
    "old": "old elderly grandmother grandfather wizard",
    "seated": "sitting seated sits sit resting reading reads contemplative thinking thoughtful "
    "meditating waiting",
    "walking": "walking walks walk strolling wandering hiking marching travelling traveling journey running",
    "close": "portrait profile face close_up closeup headshot partial_profile bust",
    "hat": "hat detective cowboy wizard witch fedora traveller wanderer farmer captain sailor",
    "umbrella": "umbrella",
    "pack": "hiker climber backpack explorer traveller traveler backpacker",
    "cloak": "cloak monk wizard witch knight samurai pilgrim nomad hooded keeper king queen",
    "crowd": "crowd audience festival",
    "window": "window",
    "staff": "wizard pilgrim shepherd staff",
}
DETAILS = {
    "brick": "brick bricks",
    "window": "window windows",
    "lamp": "lamp lantern candle lamplight",
    "books": "book books bookshelf bookshop library shelves shelf reading study",
    "fire": "fireplace hearth fire",
    "plant": "plant plants flowers flower vase",
    "table": "table desk",
    "rooftop": "rooftop roof rooftops",
    "street": "street alley road traffic market",
    "ring": "ring ringed rings saturn",
    "neon": "neon cyberpunk sign",
    "path": "path road trail lane walking",
    "cliff": "cliff edge summit",
    "beach": "beach shore sand",
    "island": "island",
    "palm": "palm tropical oasis",
    "autumn": "autumn fall",
    "birds": "bird birds gull seagull flock geese",
    "wheat": "wheat field farm",
    "lake": "lake pond river",
    "sun": "sun",
    "moon": "moon moonlit moonlight",
    "village": "village hamlet town houses",
    "snowcap": "snow snowy alps himalaya glacier",
}
