//! Statements that nearly give a right, and one that would give it.

use super::Asker;
use super::answer::{Miss, Suggestion};
use super::right_rows::words;
use super::rights::{Asked, Origin};
use crate::ir::{Permission, RoleId, RoleRef, Scope, Subject};
use crate::k8s::authority::Authority;
use crate::reach::rights::{self as granted, Statement};
use crate::set::right::{Act, Holder};
use ecow::EcoString;
use std::collections::BTreeSet;

/// How many near misses are told.
const MOST: usize = 3;

/// The statements that give the most of it, nearest first: in another place, to some objects alone, other
/// verbs, other parts of the resource, and the same to somebody else.
pub(super) fn misses(
    asker: &Asker<'_>,
    authority: &Authority<Origin>,
    asked: &Asked<'_>,
    holders: &[Holder],
) -> Vec<Miss> {
    let mut found: Vec<(u8, Option<Statement>, Miss)> = Vec::new();
    for statement in Statement::all(asker.policy) {
        let subjects = statement.subjects(asker.policy).iter();
        let whose: Vec<_> =
            subjects.filter_map(|one| granted::holder(asker.policy, *one)).collect();
        let own = whose.iter().any(|one| holders.contains(one));
        let given = statement.acts(asker.policy);
        let given: Vec<_> = given.iter().flat_map(|act| authority.stands_for(act)).collect();
        let Some(scope) = statement.scope(asker.policy) else { continue };
        let places = granted::places(asker.policy, scope);
        let near = asked.acts.iter().filter_map(|act| {
            let place = Place { authority, places: &places, asked, act };
            nearness(&place, &given).map(|(rank, remark)| match own {
                true => (rank, remark),
                false => (rank.saturating_add(10), somebody_else(asker, &whose)),
            })
        });
        if let Some((rank, remark)) = near.min()
            && (own || rank == 10)
            && let Some(span) = statement.span(asker.policy)
        {
            found.push((rank, Some(statement), Miss { statement: span, remark }));
        }
    }
    found.extend(unheld(asker, asked).map(|miss| (5, None, miss)));
    found.sort_by_key(|(rank, statement, _)| (*rank, *statement));
    found.into_iter().map(|(_, _, miss)| miss).take(MOST).collect()
}

/// Statements of roles that would give it, and that nobody has.
fn unheld<'a>(asker: &'a Asker<'_>, asked: &'a Asked<'_>) -> impl Iterator<Item = Miss> + 'a {
    let policy = asker.policy;
    let is_held = |id| policy.holdings.iter().any(|held| held.role == RoleRef::Declared(id));
    let roles = policy.roles.iter().enumerate();
    let roles = roles.filter(move |(at, _)| !is_held(RoleId::at(*at)));
    let gives = |permission: &Permission| {
        let own: Vec<_> = permission.rules.iter().flat_map(granted::of_rule).collect();
        asked.acts.iter().any(|act| own.iter().any(|one| one.covers(act)))
    };
    roles.flat_map(move |(_, role)| {
        let near = role.permissions.iter().filter(move |permission| gives(permission));
        let who = asked.subject.and_then(|one| granted::holder(policy, one));
        let who = who.map_or_else(|| "SUBJECT".to_owned(), |one| asker.holder(&one));
        near.map(move |permission| Miss {
            statement: permission.span,
            remark: format!("role {0} says so, and nobody has it: `{who} has {0}`", role.name),
        })
    })
}

fn somebody_else(asker: &Asker<'_>, whose: &[Holder]) -> String {
    let names: Vec<_> = whose.iter().take(MOST).map(|one| asker.holder(one)).collect();
    format!("gives it to {}", names.join(", "))
}

/// Where a statement holds, and what is asked for.
struct Place<'a> {
    authority: &'a Authority<Origin>,
    places: &'a [Option<EcoString>],
    asked: &'a Asked<'a>,
    act: &'a Act,
}

/// How near some acts are to what is asked for, and why they are not it.
fn nearness(place: &Place<'_>, given: &[&Act]) -> Option<(u8, String)> {
    let Place { authority, places, asked, act } = place;
    let whole = places.contains(&None);
    let there = match (&asked.within, asked.scope) {
        _ if whole => true,
        (_, None) => !authority.is_of_cluster(act),
        (Some(within), _) if !authority.is_of_cluster(act) => {
            within.iter().all(|name| places.contains(&Some(name.clone())))
        }
        _ => false,
    };
    if given.iter().any(|one| one.covers(act)) {
        if there {
            return Some((0, String::new()));
        }
        let names: Vec<_> = places.iter().flatten().map(EcoString::as_str).collect();
        let names = names.join(", ");
        return Some(match authority.is_of_cluster(act) {
            true => (
                1,
                format!(
                    "holds in {names}, and what is asked for is in no namespace: it takes `cluster-wide`"
                ),
            ),
            false => (1, format!("holds in {names} alone")),
        });
    }
    let Act::Resource { group, resource, verb, name } = act else { return None };
    let plural = |resource: &str| resource.split('/').next().unwrap_or_default().to_owned();
    let mut best: Option<(u8, BTreeSet<Act>)> = None;
    for one in given {
        let Act::Resource { group: of, resource: what, verb: how, name: which } = one else {
            continue;
        };
        let alike = |left: &str, right: &str| left == "*" || left == right;
        let rank = match (alike(what, resource), alike(how, verb)) {
            _ if !alike(of, group) => continue,
            (true, true) if which != name => 2,
            (true, _) => 3,
            (false, true) if plural(what) == plural(resource) => 4,
            _ => continue,
        };
        match &mut best {
            Some((least, acts)) if *least == rank => {
                acts.insert((*one).clone());
            }
            Some((least, _)) if *least < rank => {}
            _ => best = Some((rank, [(*one).clone()].into())),
        }
    }
    let (rank, acts) = best?;
    let what = words(authority, &acts).join("; ");
    Some((
        rank,
        match rank {
            2 if matches!(verb.as_str(), "list" | "watch" | "create" | "deletecollection") => {
                format!("gives {what}: a request to {verb} names no object")
            }
            _ => format!("gives {what}, and no more"),
        },
    ))
}

/// The grant that would give it.
pub(super) fn suggestion(
    asker: &Asker<'_>,
    authority: &Authority<Origin>,
    asked: &Asked<'_>,
) -> Option<Suggestion> {
    let (policy, subject) = (asker.policy, asked.subject?);
    let what = asker.sources.slice(asked.permission.span);
    let of_cluster = asked.acts.iter().any(|act| authority.is_of_cluster(act));
    let zone = match asked.scope {
        // What is in no namespace is granted cluster-wide, wherever it is asked for.
        _ if of_cluster => None,
        None => return None,
        Some(Scope::ClusterWide(_)) => None,
        Some(Scope::Zones(zones)) => match zones.as_slice() {
            [zone] => Some(*zone),
            _ => return None,
        },
    };
    let who = match subject {
        Subject::User(id) => policy.user(id)?.name.to_string(),
        Subject::Group(id) => policy.group(id)?.name.to_string(),
        Subject::Account(id) => {
            let account = policy.account(id)?;
            match zone == Some(account.zone) {
                true => account.name.to_string(),
                false => format!("{}/{}", policy.zone(account.zone)?.name, account.name),
            }
        }
    };
    let statement = match zone {
        Some(_) => format!("{who} can {what}"),
        None => format!("{who} can {what} cluster-wide"),
    };
    let zone = match zone {
        Some(zone) => Some(policy.zone(zone)?.name.to_string()),
        None => None,
    };
    Some(Suggestion { zone, statement })
}
