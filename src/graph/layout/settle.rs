//! How high each item of a column stands: near what it is linked to, and apart from its neighbours.

/// Something that stands in a column.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Where its middle would best be.
    pub middle: f64,
    /// How much that matters.
    pub weight: f64,
    /// From its middle to that of the item before it, at least.
    pub apart: f64,
}

/// The middles that are nearest to what is wished, in the order given: a weighted isotonic regression, by
/// pooling neighbours that violate the order.
pub fn settle(wishes: &[Wish]) -> Vec<f64> {
    struct Pool {
        sum: f64,
        weight: f64,
        count: usize,
    }
    let mut pools: Vec<Pool> = Vec::new();
    let mut offsets = Vec::with_capacity(wishes.len());
    let mut offset = 0.0;
    for wish in wishes {
        offset += wish.apart;
        offsets.push(offset);
        let weight = wish.weight.max(1e-6);
        let mut pool = Pool { sum: (wish.middle - offset) * weight, weight, count: 1 };
        while let Some(before) =
            pools.pop_if(|before| before.sum / before.weight >= pool.sum / pool.weight)
        {
            pool.sum += before.sum;
            pool.weight += before.weight;
            pool.count += before.count;
        }
        pools.push(pool);
    }
    let means =
        pools.iter().flat_map(|pool| std::iter::repeat_n(pool.sum / pool.weight, pool.count));
    means.zip(offsets).map(|(mean, offset)| mean + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(wishes: &[(f64, f64, f64)]) -> Vec<f64> {
        let wish = |&(middle, weight, apart): &_| Wish { middle, weight, apart };
        settle(&wishes.iter().map(wish).collect::<Vec<_>>())
    }

    #[test]
    fn wishes_that_fit_are_granted() {
        assert_eq!(of(&[(5.0, 1.0, 0.0), (30.0, 1.0, 10.0)]), [5.0, 30.0]);
    }

    #[test]
    fn others_meet_in_the_middle_by_their_weights() {
        assert_eq!(of(&[(10.0, 1.0, 0.0), (10.0, 1.0, 10.0)]), [5.0, 15.0]);
        assert_eq!(of(&[(20.0, 3.0, 0.0), (10.0, 1.0, 10.0)]), [15.0, 25.0]);
    }
}
