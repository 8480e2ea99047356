//! Random programs, kept apart by statements so that they can be written in several ways.

/// Random choices that a seed repeats (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, items: &'a [&'a str]) -> &'a str {
        items[self.roll(items.len())]
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.roll(at + 1));
        }
    }
}

/// A zone: its header, and its statements.
#[derive(Clone)]
pub struct Zone {
    pub name: String,
    header: String,
    pub statements: Vec<String>,
}

/// A program: statements of the top level, and zones.
#[derive(Clone)]
pub struct Program {
    globals: Vec<String>,
    pub zones: Vec<Zone>,
}

const ISOLATES: [&str; 4] = [" isolates", " isolates", " isolates ingress", " isolates egress"];
const SEGMENTS: [&str; 4] = ["web", "api", "database", "queue"];
const PORTS: [&str; 6] =
    ["tcp/80", "tcp/80,443", "udp/53", "tcp/8000-8100", "https", "tcp/80 udp/80"];
const VERBS: [&str; 4] = ["read", "get", "get, list", "write"];
const RESOURCES: [&str; 4] = ["pods", "deployments", "configmaps, services", "jobs named nightly"];
const CLAUSES: [&str; 4] = ["", "", " because \"ticket\"", " until 2040-01-01"];

impl Program {
    /// A program of two to four zones, without errors.
    pub fn random(dice: &mut Dice) -> Self {
        let names: Vec<_> = (0..2 + dice.roll(3)).map(|at| format!("z{at}")).collect();
        let mut globals = vec![
            "net corp = 10.0.0.0/8 except 10.66.0.0/16, 192.168.0.0/16".to_owned(),
            "port https = tcp/443".to_owned(),
            "user alice = \"alice@example.com\"".to_owned(),
            "group ops = \"oidc:ops\"".to_owned(),
            "role viewer can read pods, services".to_owned(),
            "role viewer can read configmaps".to_owned(),
            "lint allow secrets-read".to_owned(),
        ];
        if dice.roll(2) == 0 {
            globals.push("cluster { api 192.0.2.10 tcp/6443 }".to_owned());
        }
        if dice.roll(2) == 0 {
            globals.push("service dns = z0/api udp/53 tcp/53".to_owned());
        }
        let zones = names.iter().map(|name| Zone::random(name, &names, dice)).collect();
        Self { globals, zones }
    }

    /// The program as one file.
    pub fn text(&self) -> String {
        self.globals_text() + &self.zones_text()
    }

    pub fn globals_text(&self) -> String {
        self.globals.iter().map(|statement| format!("{statement}\n")).collect()
    }

    pub fn zones_text(&self) -> String {
        self.zones.iter().map(Zone::text).collect()
    }

    /// The same statements in another order.
    pub fn shuffled(&self, dice: &mut Dice) -> Self {
        let mut program = self.clone();
        dice.shuffle(&mut program.globals);
        dice.shuffle(&mut program.zones);
        program.zones.iter_mut().for_each(|zone| dice.shuffle(&mut zone.statements));
        program
    }

    /// The same statements in several files, those of a zone in several `in`.
    pub fn in_files(&self, dice: &mut Dice) -> Vec<(String, String)> {
        let mut files: Vec<_> =
            (0..4).map(|at| (format!("part{at}.netz"), String::new())).collect();
        let mut add = |text: String, dice: &mut Dice| files[dice.roll(4)].1.push_str(&text);
        for statement in &self.globals {
            add(format!("{statement}\n"), dice);
        }
        for zone in &self.zones {
            add(format!("{} {{ }}\n", zone.header), dice);
            for statement in &zone.statements {
                add(format!("in {} {{ {statement} }}\n", zone.name), dice);
            }
        }
        files.retain(|(_, text)| !text.is_empty());
        files
    }

    /// The program with other names for its zones; no global names a zone afterwards.
    pub fn renamed(&self, name: impl Fn(&str) -> String) -> Self {
        let mut program = self.clone();
        program.globals.retain(|statement| !statement.starts_with("service"));
        for old in &self.zones {
            let new = name(&old.name);
            for zone in &mut program.zones {
                zone.header =
                    zone.header.replace(&format!("zone {} ", old.name), &format!("zone {new} "));
                zone.header = zone.header.replace(&format!("{}x", old.name), &format!("{new}-"));
                for statement in &mut zone.statements {
                    *statement = statement.replace(&format!("{}/", old.name), &format!("{new}/"));
                }
            }
        }
        program
    }

    /// A statement that every zone can hold.
    pub fn common(&self, dice: &mut Dice) -> String {
        match dice.roll(5) {
            0 => "ops can read secrets".to_owned(),
            1 => "segment extra tcp/9: tier=x\nextra -> web tcp/80".to_owned(),
            2 => format!("alice can {} pods", dice.pick(&VERBS)),
            3 => "quota pods=5".to_owned(),
            _ => format!("web -> * {}", dice.pick(&PORTS)),
        }
    }
}

impl Zone {
    fn random(name: &str, zones: &[String], dice: &mut Dice) -> Self {
        let mut header = format!("zone {name} ");
        if dice.roll(3) == 0 {
            header.push_str(&format!("= namespaces {name}-a, {name}-b "));
            header = header.replace(&format!("{name}-"), &format!("{name}x"));
        }
        let header = header.trim_end().to_owned() + dice.pick(&ISOLATES);
        let mut statements: Vec<String> = Vec::new();
        for segment in SEGMENTS {
            let ports = dice.pick(&PORTS).replace("https", "tcp/443");
            let selector = match dice.roll(4) {
                0 => format!(": app in ({segment}, old-{segment})"),
                1 => format!(": app={segment}, !canary"),
                2 => format!(": app={segment} | legacy={segment}"),
                _ => String::new(),
            };
            statements.push(format!("segment {segment} {ports} metrics=tcp/9102{selector}"));
        }
        if dice.roll(4) == 0 {
            statements.push("exclusive".to_owned());
        }
        if dice.roll(4) == 0 {
            statements.push("without dns".to_owned());
        }
        if !header.contains("namespaces") {
            statements.push("account deployer".to_owned());
            statements.push(format!(
                "deployer can {} {}",
                dice.pick(&["get"]),
                dice.pick(&RESOURCES)
            ));
        }
        statements.push("service store = database tcp/5432".to_owned());
        for _ in 0..2 + dice.roll(6) {
            let statement = flow(zones, dice);
            if !statements.contains(&statement) {
                statements.push(statement);
            }
        }
        for _ in 0..dice.roll(3) {
            let statement = match dice.roll(3) {
                0 => format!("alice can {} pods", dice.pick(&VERBS)),
                1 => format!("ops can get {}{}", dice.pick(&RESOURCES), dice.pick(&CLAUSES)),
                _ => "ops, alice has viewer".to_owned(),
            };
            statements.push(statement);
        }
        Self { name: name.to_owned(), header, statements }
    }

    fn text(&self) -> String {
        format!("{} {{\n{}\n}}\n", self.header, self.statements.join("\n"))
    }
}

/// A flow from or to the zone that it stands in.
fn flow(zones: &[String], dice: &mut Dice) -> String {
    let here =
        |dice: &mut Dice| dice.pick(&[SEGMENTS[0], SEGMENTS[1], SEGMENTS[2], "*"]).to_owned();
    let there = |dice: &mut Dice| match dice.roll(8) {
        0 => "corp".to_owned(),
        1 => "anywhere".to_owned(),
        2 => "cluster".to_owned(),
        3 => "203.0.113.0/24".to_owned(),
        _ => {
            let zone = &zones[dice.roll(zones.len())];
            format!("{zone}/{}", dice.pick(&["web", "api", "queue", "*"]))
        }
    };
    let (ports, clauses) = (dice.pick(&PORTS), dice.pick(&CLAUSES));
    let (one, other) = (here(dice), there(dice));
    match dice.roll(7) {
        0 => format!("{other} -> {one} {ports}{clauses}"),
        1 => format!("{one} -> store{clauses}"),
        2 => format!("{one} -> * metrics{clauses}"),
        3 => format!("web, api -> {one}, {other} {ports}{clauses}"),
        4 => format!("web <-> queue {ports}{clauses}"),
        5 => format!("{one} -> {other} {ports} egress only{clauses}"),
        _ => format!("{one} -> {other} {ports}{clauses}"),
    }
}
